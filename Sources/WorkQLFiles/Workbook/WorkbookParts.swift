import WorkQLSyntax

/// The parser of the main part of a workbook: its sheets, and the epoch of its dates.
final class WorkbookIndex: XMLHandler {
    struct Sheet {
        var name: String
        var relation: String
        var isHidden: Bool
    }

    private(set) var sheets: [Sheet] = []
    private(set) var countsFrom1904 = false
    let failure: UserError? = nil

    func start(_ name: String, in parent: String, _ attributes: XMLAttributes) {
        switch (parent, name) {
        case ("sheets", "sheet"):
            guard let title = attributes["name"], let relation = attributes["id"] else { return }
            sheets.append(
                Sheet(
                    name: title, relation: relation,
                    isHidden: attributes["state"].map { $0 != "visible" } ?? false))
        case ("workbook", "workbookPr"):
            let flag = attributes["date1904"]
            countsFrom1904 = flag == "1" || flag == "true"
        default: break
        }
    }

    func end(_ name: String, in parent: String) {}
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}

/// The parser of the name of the workbook's creator.
final class WorkbookAuthor: XMLHandler {
    private(set) var name = ""
    private var isName = false
    /// The elements of Dublin Core are in a namespace of their own.
    let readsEveryNamespace = true
    let failure: UserError? = nil

    func start(_ name: String, in parent: String, _ attributes: XMLAttributes) {
        isName = (parent, name) == ("coreProperties", "creator")
    }
    func end(_ name: String, in parent: String) { isName = false }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        if isName, name.utf8.count < 256 { name += String(decoding: bytes, as: UTF8.self) }
    }
}

/// The parser of the locations of the parts that a part refers to.
final class WorkbookRelations: XMLHandler {
    struct Relation {
        var id: String
        /// The last component of its type, such as `worksheet`.
        var type: String
        var target: String
    }

    private(set) var relations: [Relation] = []
    private let folder: String
    let failure: UserError? = nil

    /// - Parameter part: the part that has the relations; empty for the archive's own.
    init(of part: String) {
        folder = part.lastIndex(of: "/").map { String(part[...$0]) } ?? ""
    }

    /// Returns the path of the relations of a part.
    static func part(of part: String) -> String {
        guard let slash = part.lastIndex(of: "/") else { return "_rels/\(part).rels" }
        return "\(part[...slash])_rels/\(part[slash...].dropFirst()).rels"
    }

    func first(_ type: String) -> String? { relations.first { $0.type == type }?.target }

    func start(_ name: String, in parent: String, _ attributes: XMLAttributes) {
        guard (parent, name) == ("Relationships", "Relationship"),
            let id = attributes["Id"], let type = attributes["Type"],
            let target = attributes["Target"]
        else { return }
        let word = type.lastIndex(of: "/").map { String(type[$0...].dropFirst()) } ?? type
        relations.append(Relation(id: id, type: word, target: path(target)))
    }

    /// Resolves a target, which is relative to the part's folder, or to the archive if it begins
    /// with a slash.
    private func path(_ target: String) -> String {
        guard !target.hasPrefix("/") else { return String(target.dropFirst()) }
        var steps: [Substring] = []
        for step in (folder + target).split(separator: "/") where step != "." {
            if step == ".." { _ = steps.popLast() } else { steps.append(step) }
        }
        return steps.joined(separator: "/")
    }

    func end(_ name: String, in parent: String) {}
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}

/// The parser of the texts that cells share. A text may consist of runs of several formats; its
/// pronunciation is stored beside it and is not part of it.
final class SharedTexts: XMLHandler {
    private(set) var bytes: [UInt8] = []
    private(set) var ranges: [Range<Int>] = []
    private(set) var failure: UserError?
    private let name: String
    private var start = 0
    private var isText = false

    init(of name: String) { self.name = name }

    func start(_ name: String, in parent: String, _ attributes: XMLAttributes) {
        switch (parent, name) {
        case ("sst", "si"): start = bytes.count
        case ("si", "t"), ("r", "t"): isText = true
        default: break
        }
    }

    func end(_ name: String, in parent: String) {
        switch name {
        case "si":
            WorkbookEscapes.decode(&bytes, from: start)
            ranges.append(start..<bytes.count)
        case "t": isText = false
        default: break
        }
    }

    func text(_ text: UnsafeBufferPointer<UInt8>) {
        guard isText else { return }
        bytes += text
        if bytes.count > FileSource.maxBytes { failure = WorkbookSheet.tooLarge(name) }
    }
}

/// The parser of the styles, which determine which formats of a workbook show numbers as dates and
/// times.
final class WorkbookStyles: XMLHandler {
    private var codes: [Int: String] = [:]
    private var formats: [Int] = []
    let failure: UserError? = nil

    func start(_ name: String, in parent: String, _ attributes: XMLAttributes) {
        switch (parent, name) {
        case ("numFmts", "numFmt"):
            guard let id = attributes["numFmtId"].flatMap({ Int($0) }) else { return }
            codes[id] = attributes["formatCode"]
        case ("cellXfs", "xf"):
            formats.append(attributes["numFmtId"].flatMap { Int($0) } ?? 0)
        default: break
        }
    }

    func end(_ name: String, in parent: String) {}
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}

    /// Whether each style is `0`, which shows a number as a whole number.
    var areWhole: [Bool] { formats.map { codes[$0].map { $0 == "0" } ?? ($0 == 1) } }

    /// The code of each style that shows numbers with leading zeros or with letters before them:
    /// `0000`, `"E"0000`.
    var codesOfNumbers: [NumberCode?] { formats.map { codes[$0].flatMap(NumberCode.init) } }

    /// The format of each style that cells refer to.
    var times: [TimeFormat?] {
        formats.map { id in codes[id].map(TimeFormat.init(code:)) ?? TimeFormat(builtIn: id) }
    }
}
