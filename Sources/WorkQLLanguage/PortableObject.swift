/// A catalog in gettext's form .po, which translators' tools read and write.
///
///     #: WorkQLPlanner/Binding/Scope.swift
///     msgid "unknown column \"{name}\" in {names}"
///     msgstr "{names} 中没有列 \"{name}\""
struct PortableObject {
    struct Entry {
        var source: String
        var target: String
    }

    /// In the order of the file, its header left out.
    let entries: [Entry]

    /// - Parameter bytes: UTF-8. Lines that are none of the form are passed over, since a test has
    ///   read the catalogs that there are.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var entries: [Entry] = []
        var (source, target): ([UInt8], [UInt8]) = ([], [])
        var isInTarget = false
        func end() {
            defer { (source, target) = ([], []) }
            guard !source.isEmpty, !target.isEmpty else { return }
            entries.append(
                Entry(
                    source: String(decoding: source, as: UTF8.self),
                    target: String(decoding: target, as: UTF8.self)))
        }
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard let first = line.first, first != UInt8(ascii: "#") else { continue }
            if first == UInt8(ascii: "m") {
                isInTarget = line.starts(with: "msgstr".utf8)
                if !isInTarget { end() }
            }
            guard let quote = line.firstIndex(of: UInt8(ascii: "\"")) else { continue }
            let text = Self.unescaped(line[(quote + 1)...].dropLast())
            if isInTarget { target += text } else { source += text }
        }
        end()
        self.entries = entries
    }

    private static func unescaped(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> [UInt8] {
        guard bytes.contains(UInt8(ascii: "\\")) else { return Array(bytes) }
        var text: [UInt8] = []
        var isEscaped = false
        for byte in bytes {
            if !isEscaped, byte == UInt8(ascii: "\\") {
                isEscaped = true
                continue
            }
            switch (isEscaped, byte) {
            case (true, UInt8(ascii: "n")): text.append(UInt8(ascii: "\n"))
            case (true, UInt8(ascii: "t")): text.append(UInt8(ascii: "\t"))
            case (true, UInt8(ascii: "r")): text.append(UInt8(ascii: "\r"))
            default: text.append(byte)
            }
            isEscaped = false
        }
        return text
    }
}
