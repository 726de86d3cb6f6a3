/// The reason why a statement has no answer, in the form that PostgreSQL's clients read.
package struct ServerError: Error, Hashable, Sendable {
    /// PostgreSQL's error code, such as `42601`.
    package var state: String
    /// Lowercase, complete on its own, no secrets.
    package var message: String
    package var detail: String?
    /// What to write or do instead.
    package var hint: String?
    /// The byte of the statement's text where the error begins, counted from 0; nil if the
    /// statement did not cause it.
    package var offset: Int?

    package init(
        _ state: String, _ message: String, detail: String? = nil, hint: String? = nil,
        at offset: Int? = nil
    ) {
        self.state = state
        self.message = message
        self.detail = detail
        self.hint = hint
        self.offset = offset
    }
}
