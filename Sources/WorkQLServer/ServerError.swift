/// Why a statement has no answer, as PostgreSQL's clients read it.
package struct ServerError: Error, Hashable, Sendable {
    /// PostgreSQL's code of the kind of error, such as `42601`.
    package var state: String
    /// Lowercase, stands alone, no secrets.
    package var message: String
    package var detail: String?
    /// What to write or do instead.
    package var hint: String?
    /// The byte of the statement's text where the mistake begins, counted from 0; nil where the
    /// statement is not at fault.
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
