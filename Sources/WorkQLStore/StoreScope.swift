package import WorkQLCatalog

/// The identification of rows that are interchangeable: those that the same endpoint returns for
/// the same credentials and the same parameters, except keys and range.
package struct StoreScope: Hashable, Sendable {
    package var endpoint: String
    /// A text that distinguishes credentials without containing any.
    package var identity: String
    /// The columns of the key parameters.
    package var parameters: [String]
    package var choices: [Call.Choice]

    package init(
        endpoint: String, identity: String, parameters: [String], choices: [Call.Choice]
    ) {
        self.endpoint = endpoint
        self.identity = identity
        self.parameters = parameters
        self.choices = choices
    }

    package var parametersText: String { parameters.joined(separator: ",") }

    package var choicesText: String {
        choices.map { "\($0.parameter)=\($0.value)" }.sorted().joined(separator: "&")
    }

    /// The scope of the rows among which those of this one are, if there is another: of the widest
    /// choices.
    package func widest(of endpoint: Endpoint) -> StoreScope? {
        var wide = self
        wide.choices = endpoint.choices.compactMap { choice in
            choice.otherwise.map { Call.Choice(choice.parameter, $0) }
        }
        return wide.choicesText == choicesText ? nil : wide
    }
}
