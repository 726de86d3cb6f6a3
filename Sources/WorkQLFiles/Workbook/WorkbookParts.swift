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
    let failure: FileFailure? = nil

    func start(_ name: String, _ attributes: XMLAttributes) {
        switch name {
        case "sheet":
            guard let title = attributes["name"], let relation = attributes["id"] else { return }
            sheets.append(
                Sheet(
                    name: title, relation: relation,
                    isHidden: attributes["state"].map { $0 != "visible" } ?? false))
        case "workbookPr":
            let flag = attributes["date1904"]
            countsFrom1904 = flag == "1" || flag == "true"
        default: break
        }
    }

    func end(_ name: String) {}
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}

/// The parser of the name of the workbook's creator.
final class WorkbookAuthor: XMLHandler {
    private(set) var name = ""
    private var isName = false
    let failure: FileFailure? = nil

    func start(_ name: String, _ attributes: XMLAttributes) { isName = name == "creator" }
    func end(_ name: String) { isName = false }

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
    let failure: FileFailure? = nil

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

    func start(_ name: String, _ attributes: XMLAttributes) {
        guard name == "Relationship", let id = attributes["Id"], let type = attributes["Type"],
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

    func end(_ name: String) {}
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}

/// The parser of the texts that cells share. A text may consist of runs of several formats; its
/// pronunciation is stored beside it and is not part of it.
final class SharedTexts: XMLHandler {
    private(set) var bytes: [UInt8] = []
    private(set) var ranges: [Range<Int>] = []
    private(set) var failure: FileFailure?
    private let name: String
    private var start = 0
    private var isText = false
    private var phonetic = 0

    init(of name: String) { self.name = name }

    func start(_ name: String, _ attributes: XMLAttributes) {
        switch name {
        case "si": start = bytes.count
        case "t": isText = phonetic == 0
        case "rPh": phonetic += 1
        default: break
        }
    }

    func end(_ name: String) {
        switch name {
        case "si":
            WorkbookEscapes.decode(&bytes, from: start)
            ranges.append(start..<bytes.count)
        case "t": isText = false
        case "rPh": phonetic -= 1
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
    private var isInCells = false
    let failure: FileFailure? = nil

    func start(_ name: String, _ attributes: XMLAttributes) {
        switch name {
        case "numFmt":
            guard let id = attributes["numFmtId"].flatMap({ Int($0) }) else { return }
            codes[id] = attributes["formatCode"]
        case "cellXfs": isInCells = true
        case "xf" where isInCells:
            formats.append(attributes["numFmtId"].flatMap { Int($0) } ?? 0)
        default: break
        }
    }

    func end(_ name: String) {
        if name == "cellXfs" { isInCells = false }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}

    /// The code of each style that shows numbers with leading zeros or with letters before them:
    /// `0000`, `"E"0000`.
    var codesOfNumbers: [NumberCode?] { formats.map { codes[$0].flatMap(NumberCode.init) } }

    /// The format of each style that cells refer to.
    var times: [TimeFormat?] {
        formats.map { id in codes[id].map(TimeFormat.init(code:)) ?? TimeFormat(builtIn: id) }
    }
}

/// A format of cells that shows a number as an identifier.
struct NumberCode {
    let code: String
    private let zeros: Int
    private let hasLetters: Bool

    init?(_ code: String) {
        let section = code.prefix { $0 != ";" }
        var rest = section
        var hasLetters = false
        while rest.first == "\"" || rest.first == "\\" {
            hasLetters = true
            rest =
                rest.first == "\\"
                ? rest.dropFirst(2) : rest.dropFirst().drop { $0 != "\"" }.dropFirst()
        }
        guard !rest.isEmpty, rest.allSatisfy({ $0 == "0" }), rest.count > 1 || hasLetters else {
            return nil
        }
        self.code = String(section)
        zeros = rest.count
        self.hasLetters = hasLetters
    }

    /// Returns whether a number is not shown as its digits.
    func changes(_ digits: String) -> Bool { hasLetters || digits.utf8.count < zeros }
}
