/// Arrays in PostgreSQL's notation: `{a,"b c",NULL}`.
enum ArrayText {
    /// Appends an element, with quotes if it needs them.
    static func append(_ element: [UInt8], to bytes: inout [UInt8]) {
        let isPlain =
            !element.isEmpty && !element.contains(where: needsQuotes)
            && String(decoding: element, as: UTF8.self).lowercased() != "null"
        guard !isPlain else { return bytes.append(contentsOf: element) }
        bytes.append(UInt8(ascii: "\""))
        for byte in element {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                bytes.append(UInt8(ascii: "\\"))
            }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsQuotes(_ byte: UInt8) -> Bool {
        switch Unicode.Scalar(byte) {
        case "{", "}", ",", "\"", "\\", " ", "\t", "\n", "\r", "\u{0B}", "\u{0C}": true
        default: false
        }
    }

    /// Returns the elements of a one-dimensional array, each nil for NULL; nil for a text that is
    /// not an array.
    static func elements(of text: String) -> [String?]? {
        var bytes = Array(text.utf8)[...]
        func skipBlanks() {
            while let byte = bytes.first, byte == 0x20 || (0x09...0x0D).contains(byte) {
                bytes.removeFirst()
            }
        }
        skipBlanks()
        guard bytes.popFirst() == UInt8(ascii: "{") else { return nil }
        var elements: [String?] = []
        skipBlanks()
        if bytes.first == UInt8(ascii: "}") { return bytes.count == 1 ? [] : nil }
        while true {
            skipBlanks()
            var element: [UInt8] = []
            var isQuoted = false
            if bytes.first == UInt8(ascii: "\"") {
                isQuoted = true
                bytes.removeFirst()
                while let byte = bytes.popFirst(), byte != UInt8(ascii: "\"") {
                    if byte == UInt8(ascii: "\\") {
                        guard let escaped = bytes.popFirst() else { return nil }
                        element.append(escaped)
                    } else {
                        element.append(byte)
                    }
                }
                skipBlanks()
            } else {
                while let byte = bytes.first, byte != UInt8(ascii: ","),
                    byte != UInt8(ascii: "}")
                {
                    if byte == UInt8(ascii: "{") { return nil }
                    bytes.removeFirst()
                    if byte == UInt8(ascii: "\\") {
                        guard let escaped = bytes.popFirst() else { return nil }
                        element.append(escaped)
                    } else {
                        element.append(byte)
                    }
                }
                while let last = element.last, last == 0x20 || (0x09...0x0D).contains(last) {
                    element.removeLast()
                }
            }
            let word = String(decoding: element, as: UTF8.self)
            if !isQuoted, word.isEmpty { return nil }
            elements.append(!isQuoted && word.lowercased() == "null" ? nil : word)
            switch bytes.popFirst() {
            case UInt8(ascii: ","): continue
            case UInt8(ascii: "}"):
                skipBlanks()
                return bytes.isEmpty ? elements : nil
            default: return nil
            }
        }
    }
}
