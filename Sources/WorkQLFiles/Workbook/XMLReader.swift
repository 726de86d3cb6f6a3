import Foundation
import WorkQLSyntax
import expat

/// The attributes of an XML element.
struct XMLAttributes {
    fileprivate let list: UnsafePointer<UnsafePointer<CChar>?>?

    /// Returns the value of an attribute, whatever the namespace of its name.
    subscript(_ name: StaticString) -> String? {
        guard var cursor = list else { return nil }
        while let key = cursor.pointee, let value = (cursor + 1).pointee {
            if XMLReader.isLocal(key, name) { return String(cString: value) }
            cursor += 2
        }
        return nil
    }
}

/// A receiver of the elements of a part, in document order.
protocol XMLHandler: AnyObject {
    /// Whether elements of other namespaces than the root's are received too.
    var readsEveryNamespace: Bool { get }
    /// - Parameters:
    ///   - name: the name without its namespace.
    ///   - parent: the name of the element around it; empty for the root. The same name means
    ///     different things elsewhere: `numFmt` is a format of cells only within `numFmts`.
    func start(_ name: String, in parent: String, _ attributes: XMLAttributes)
    func end(_ name: String, in parent: String)
    func text(_ bytes: UnsafeBufferPointer<UInt8>)
    /// The reason why reading cannot continue.
    var failure: UserError? { get }
}

extension XMLHandler {
    var readsEveryNamespace: Bool { false }
}

/// A reader of XML, on expat. Document types are rejected, and with them all entities except the
/// five predefined ones, so that no entity is expanded.
///
/// `extLst` and elements of other namespaces than the root's are skipped with all they contain:
/// they extend a part for programs that know them, and may repeat its elements with another
/// meaning.
final class XMLReader {
    private let parser: XML_Parser
    private let handler: any XMLHandler
    private let title: String
    private var hasDoctype = false
    /// The names of the elements around the position, without those that are skipped.
    private var open: [String] = []
    /// The number of elements around the position that are skipped.
    private var skipped = 0
    /// The namespace of the root, with the separator that follows it in names.
    private var namespace: [CChar] = []

    /// The character between a namespace and a name, which addresses do not contain.
    private static let separator = CChar(UInt8(ascii: "|"))

    /// Reads a part of a workbook.
    ///
    /// - Returns: false if there is no part of that name.
    static func read(
        _ part: String, of archive: WorkbookArchive, called name: String,
        into handler: any XMLHandler
    ) throws(UserError) -> Bool {
        let reader = try XMLReader(handler, title: "\(name): \(part)")
        return try archive.read(part) { (bytes, isLast) throws(UserError) in
            try reader.take(bytes, isLast: isLast)
        }
    }

    private init(_ handler: any XMLHandler, title: String) throws(UserError) {
        guard let parser = XML_ParserCreateNS(nil, Self.separator) else {
            throw UserError(.malformedFile, "out of memory while reading \(title)")
        }
        self.parser = parser
        self.handler = handler
        self.title = title
        XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
        XML_SetElementHandler(
            parser,
            { context, name, attributes in
                guard let reader = XMLReader.reader(context), let name else { return }
                reader.start(name, XMLAttributes(list: attributes))
                if reader.handler.failure != nil { XML_StopParser(reader.parser, 0) }
            },
            { context, _ in
                guard let reader = XMLReader.reader(context) else { return }
                reader.end()
                if reader.handler.failure != nil { XML_StopParser(reader.parser, 0) }
            })
        XML_SetCharacterDataHandler(parser) { context, text, count in
            guard let reader = XMLReader.reader(context), let text, reader.skipped == 0 else {
                return
            }
            text.withMemoryRebound(to: UInt8.self, capacity: Int(count)) { text in
                reader.handler.text(UnsafeBufferPointer(start: text, count: Int(count)))
            }
        }
        XML_SetStartDoctypeDeclHandler(parser) { context, _, _, _, _ in
            guard let reader = XMLReader.reader(context) else { return }
            reader.hasDoctype = true
            XML_StopParser(reader.parser, 0)
        }
    }

    deinit { XML_ParserFree(parser) }

    private static func reader(_ context: UnsafeMutableRawPointer?) -> XMLReader? {
        context.map { Unmanaged<XMLReader>.fromOpaque($0).takeUnretainedValue() }
    }

    private func take(
        _ bytes: UnsafeBufferPointer<UInt8>, isLast: Bool
    ) throws(UserError) {
        let status = bytes.withMemoryRebound(to: CChar.self) {
            XML_Parse(parser, $0.baseAddress, Int32($0.count), isLast ? 1 : 0)
        }
        if let failure = handler.failure { throw failure }
        guard !hasDoctype else {
            throw UserError(
                .malformedFile, "\(title) declares a document type, which a workbook never does")
        }
        guard status != XML_STATUS_ERROR else {
            let reason = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) }
            throw UserError(
                .malformedFile,
                "\(title):\(XML_GetCurrentLineNumber(parser)): \(reason ?? "damaged")",
                help: "save the workbook again, or copy it again")
        }
    }

    private func start(_ name: UnsafePointer<CChar>, _ attributes: XMLAttributes) {
        let local = Self.local(name)
        if open.isEmpty { namespace = Array(UnsafeBufferPointer(start: name, count: local - name)) }
        let word = String(cString: local)
        let isOwn =
            handler.readsEveryNamespace
            || local - name == namespace.count && strncmp(name, namespace, namespace.count) == 0
        guard skipped == 0, isOwn, word != "extLst" else {
            skipped += 1
            return
        }
        let parent = open.last ?? ""
        open.append(word)
        handler.start(word, in: parent, attributes)
    }

    private func end() {
        guard skipped == 0 else {
            skipped -= 1
            return
        }
        if let name = open.popLast() { handler.end(name, in: open.last ?? "") }
    }

    /// Returns the position of a name after its namespace.
    private static func local(_ name: UnsafePointer<CChar>) -> UnsafePointer<CChar> {
        var start = name
        var cursor = name
        while cursor.pointee != 0 {
            if cursor.pointee == separator { start = cursor + 1 }
            cursor += 1
        }
        return start
    }

    fileprivate static func isLocal(_ name: UnsafePointer<CChar>, _ wanted: StaticString) -> Bool {
        let start = local(name)
        return wanted.withUTF8Buffer { wanted in
            wanted.count == strlen(start)
                && wanted.indices.allSatisfy { UInt8(bitPattern: start[$0]) == wanted[$0] }
        }
    }
}
