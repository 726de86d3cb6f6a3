import Foundation

/// A file of the system's time zone database, in the format of RFC 9636 (TZif).
///
/// The system's database takes precedence over Foundation's own, because it is updated with the
/// system: governments change which zones have summer time.
struct ZoneFile {
    /// The name as the database spells it.
    let name: String
    /// The times, in seconds since 1970, ascending, at which `offsets[i]` is replaced by
    /// `offsets[i + 1]`.
    private(set) var transitions: [Int64] = []
    /// Seconds east of Greenwich; one more element than `transitions`.
    private(set) var offsets: [Int64] = []

    /// From 1970 to 2100, and a little beyond, because a local date extends 14 hours beyond the UTC
    /// one.
    private static let reach: Range<Int64> = -31 * 86_400..<4_134_067_200

    /// The folders of the database; the one that TZDIR names comes first.
    private static let folders: [String] = {
        let own = ProcessInfo.processInfo.environment["TZDIR"].map { [$0] } ?? []
        return own + ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo"]
    }()

    /// Reads the zone of a name, ignoring case; returns nil if the system does not have it.
    init?(named written: String) {
        let parts = written.split(separator: "/", omittingEmptySubsequences: false)
        let isName = parts.allSatisfy { part in
            part.first?.isLetter ?? false
                && part.utf8.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                        || (0x61...0x7A).contains(byte) || [0x5F, 0x2B, 0x2D].contains(byte)
                }
        }
        guard isName else { return nil }
        for folder in Self.folders {
            // Names that begin with a small letter are the host's own zone, and copies of the
            // others, some of which count leap seconds.
            guard let name = Self.spelled(parts.map(String.init), in: folder),
                name.first?.isUppercase ?? false,
                let bytes = FileManager.default.contents(atPath: folder + "/" + name),
                let file = ZoneFile(name, [UInt8](bytes))
            else { continue }
            self = file
            return
        }
        return nil
    }

    /// Returns the name as it is spelled in a folder.
    private static func spelled(_ parts: [String], in folder: String) -> String? {
        let name = parts.joined(separator: "/")
        if FileManager.default.fileExists(atPath: folder + "/" + name) { return name }
        var found: [String] = []
        for part in parts {
            let offset = ([folder] + found).joined(separator: "/")
            guard let entries = try? FileManager.default.contentsOfDirectory(atPath: offset),
                let entry = entries.first(where: { $0.lowercased() == part.lowercased() })
            else { return nil }
            found.append(entry)
        }
        return found.joined(separator: "/")
    }

    /// The names in the system's database; empty if there is not a database.
    static let names: [String] = {
        for folder in folders {
            guard let paths = FileManager.default.enumerator(atPath: folder) else { continue }
            let names = paths.compactMap { $0 as? String }.filter { path in
                guard let first = path.first, first.isUppercase else { return false }
                return !path.contains(".") && ZoneFile(named: path) != nil
            }
            if !names.isEmpty { return names.sorted() }
        }
        return []
    }()
}

// MARK: Reading

extension ZoneFile {
    /// - Returns: nil if the bytes are not such a file.
    init?(_ name: String, _ bytes: [UInt8]) {
        self.name = name
        var reader = Reader(bytes)
        guard let first = reader.header() else { return nil }
        // The first block has times of 32 bits; a second block with 64 bits and a rule follow it.
        let isShort = first.version == 0
        if !isShort {
            reader.offset += first.length(ofTime: 4)
            guard let second = reader.header() else { return nil }
            guard read(second, &reader, timeSize: 8), let rule = reader.footer() else { return nil }
            extend(by: rule)
        } else if !read(first, &reader, timeSize: 4) {
            return nil
        }
    }

    private mutating func read(_ header: Header, _ reader: inout Reader, timeSize: Int) -> Bool {
        let end = reader.offset + header.length(ofTime: timeSize)
        guard end <= reader.bytes.count, header.types > 0 else { return false }
        let times = (0..<header.times).map { _ in reader.integer(timeSize) }
        let kinds = (0..<header.times).map { _ in Int(reader.byte()) }
        let known = (0..<header.types).map { _ in
            let offset = reader.integer(4)
            reader.offset += 2
            return offset
        }
        guard kinds.allSatisfy(known.indices.contains) else { return false }
        offsets = [known[0]]
        for (time, kind) in zip(times, kinds) { append(time, known[kind]) }
        reader.offset = end
        return true
    }

    /// Appends the offset that applies from a time on.
    private mutating func append(_ time: Int64, _ offset: Int64) {
        guard time < Self.reach.upperBound else { return }
        guard time >= Self.reach.lowerBound else {
            offsets = [offset]
            return
        }
        if transitions.last == time {
            transitions.removeLast()
            offsets.removeLast()
        }
        // Only the name changed.
        guard offset != offsets.last else { return }
        transitions.append(time)
        offsets.append(offset)
    }

    /// Adds the transitions after the last one that is listed.
    private mutating func extend(by rule: ZoneRule?) {
        guard let rule else { return }
        let last = transitions.last ?? Self.reach.lowerBound
        guard let summer = rule.summer else {
            if transitions.isEmpty { offsets = [rule.offset] }
            return
        }
        let year = CivilDate(day: Int(last / 86_400)).year
        for year in year...2101 {
            let changes = [
                (summer.start.time(in: year) - rule.offset, summer.offset),
                (summer.end.time(in: year) - summer.offset, rule.offset),
            ].sorted { $0.0 < $1.0 }
            for (time, offset) in changes where time > last { append(time, offset) }
        }
    }

    struct Header {
        var version: UInt8
        /// In the order of the header.
        var counts: [Int]

        var times: Int { counts[3] }
        var types: Int { counts[4] }

        /// Returns the size of the block after the header, in bytes.
        func length(ofTime size: Int) -> Int {
            times * (size + 1) + types * 6 + counts[5] + counts[2] * (size + 4) + counts[1]
                + counts[0]
        }
    }

    struct Reader {
        let bytes: [UInt8]
        var offset = 0

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        mutating func byte() -> UInt8 {
            defer { offset += 1 }
            return bytes.indices.contains(offset) ? bytes[offset] : 0
        }

        /// Reads a signed big-endian integer.
        mutating func integer(_ size: Int) -> Int64 {
            var value: Int64 = (bytes.indices.contains(offset) && bytes[offset] >= 0x80) ? -1 : 0
            for _ in 0..<size { value = value << 8 | Int64(byte()) }
            return value
        }

        mutating func header() -> Header? {
            guard offset >= 0, bytes.count >= offset + 44,
                bytes[offset..<(offset + 4)].elementsEqual("TZif".utf8)
            else { return nil }
            let version = bytes[offset + 4]
            offset += 20
            let counts = (0..<6).map { _ in Int(integer(4)) }
            // More than any zone has, so that sizes cannot overflow.
            guard counts.allSatisfy({ (0...100_000).contains($0) }) else { return nil }
            return Header(version: version, counts: counts)
        }

        /// Reads the rule between two line feeds: returns nil for invalid text, and a nil rule for
        /// an empty one.
        mutating func footer() -> ZoneRule?? {
            guard byte() == 0x0A, let end = bytes[offset...].firstIndex(of: 0x0A) else {
                return nil
            }
            let text = String(decoding: bytes[offset..<end], as: UTF8.self)
            if text.isEmpty { return .some(nil) }
            return ZoneRule(text).map { .some($0) }
        }
    }
}
