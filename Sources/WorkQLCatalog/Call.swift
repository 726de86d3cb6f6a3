/// A call of an endpoint: one request, or one for each page of the result.
package struct Call: Sendable {
    package var endpoint: Endpoint
    /// The range as sent, in seconds since 1970; the service determines whether the end is
    /// included.
    package var start: Int
    package var end: Int
    /// At most `maximum` values for each parameter.
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
