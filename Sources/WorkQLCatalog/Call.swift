/// What to ask of an endpoint: one request, or as many as its answer has pages.
package struct Call: Sendable {
    package var endpoint: Endpoint
    /// The range as sent, in seconds since 1970; whether the end belongs to it is the service's.
    package var start: Int
    package var end: Int
    /// At most `most` values for each parameter.
    package var keys: [Key]
    package var choices: [Choice]

    package struct Key: Hashable, Sendable {
        package var parameter: KeyParameter
        package var values: [Scalar]

        package init(_ parameter: KeyParameter, _ values: [Scalar]) {
            self.parameter = parameter
            self.values = values
        }
    }

    package struct Choice: Hashable, Sendable {
        package var parameter: String
        package var value: Int

        package init(_ parameter: String, _ value: Int) {
            self.parameter = parameter
            self.value = value
        }
    }

    package init(endpoint: Endpoint, start: Int, end: Int, keys: [Key], choices: [Choice]) {
        self.endpoint = endpoint
        self.start = start
        self.end = end
        self.keys = keys
        self.choices = choices
    }
}
