/// Messages in another language, found by what they are in English.
///
/// What a message says passes through many hands before somebody reads it: a library's caller, an
/// object of JSON, a client of the server, a log. All of them want the reference, which is English
/// and stays a text from where it is made to where it is shown. There it is taken apart by the
/// templates of the catalog, which are the literals of the sources, its values are put into the
/// template's translation, and values that are messages themselves are translated in turn:
///
///     unknown column "useridd" in checkin    unknown column "{name}" in {names}
///     checkin 中没有列 "useridd"              {names} 中没有列 "{name}"
///
/// Nothing is built for that before the first message is shown, and nothing at all in English. A
/// text that the catalog does not have stays as it is; tests hold the catalog to the sources.
package final class MessageCatalog: Sendable {
    struct Entry: Sendable {
        let source: MessageTemplate
        let target: MessageTemplate
        let quoted: Set<String>
    }

    /// Messages without places, by what they are in English.
    let fixed: [String: String]
    /// Those with most words of their own first.
    let templates: [Entry]
    let joints: ChineseSpacing

    package init(portableObject bytes: UnsafeBufferPointer<UInt8>) {
        var fixed: [String: String] = [:]
        var templates: [Entry] = []
        for entry in PortableObject(bytes).entries {
            let source = MessageTemplate(entry.source)
            if source.names.isEmpty {
                fixed[entry.source] = entry.target
            } else {
                templates.append(
                    Entry(
                        source: source, target: MessageTemplate(entry.target),
                        quoted: source.quotedNames))
            }
        }
        self.fixed = fixed
        self.templates = templates.sorted { $0.source.rank > $1.source.rank }
        joints = ChineseSpacing()
    }

    /// The text in the catalog's language, as far as the catalog has it.
    package func text(_ english: String) -> String {
        var search = MessageSearch(catalog: self)
        return search.translation(of: english) ?? english
    }
}
