import Foundation

/// The charset of a terminal that does not show UTF-8, such as GBK: answers are converted to it, since
/// their bytes would be shown as other characters.
package struct TerminalCharset: Hashable, Sendable {
    /// As the locale names it: `GBK`, `gb18030`, `ISO8859-1`.
    let name: String

    package init(_ name: String) { self.name = name }

    /// Returns the text in the charset; characters that it lacks become `\u{1F642}`.
    ///
    /// - Parameter text: UTF-8, of complete characters.
    package func encoded(_ text: [UInt8]) -> [UInt8] {
        guard text.contains(where: { $0 >= 0x80 }) else { return text }
        if let whole = converted(text) { return whole }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            let character = Array(String(scalar).utf8)
            if scalar.isASCII {
                bytes += character
            } else if let known = converted(character) {
                bytes += known
            } else {
                bytes += Array("\\u{\(String(scalar.value, radix: 16, uppercase: true))}".utf8)
            }
        }
        return bytes
    }

    #if canImport(Darwin)
        private func converted(_ text: [UInt8]) -> [UInt8]? {
            let known = CFStringConvertIANACharSetNameToEncoding(name as CFString)
            guard known != kCFStringEncodingInvalidId else { return nil }
            let encoding = String.Encoding(
                rawValue: CFStringConvertEncodingToNSStringEncoding(known))
            return String(decoding: text, as: UTF8.self).data(using: encoding).map(Array.init)
        }
    #else
        /// Nil if a character is not of the charset, or the system does not know it.
        private func converted(_ text: [UInt8]) -> [UInt8]? {
            guard let converter = iconv_open(name, "UTF-8"), Int(bitPattern: converter) != -1
            else { return nil }
            defer { iconv_close(converter) }
            // iconv does not write to its source, but requires it to be writable.
            var source = text
            // No charset of a locale takes more than four bytes for a character of two in UTF-8.
            let room = text.count * 2 + 8
            var left = source.count
            var replaced = 0
            let encoded = [UInt8](unsafeUninitializedCapacity: room) { target, count in
                var free = room
                source.withUnsafeMutableBytes { source in
                    var from = source.baseAddress?.assumingMemoryBound(to: CChar.self)
                    var into = UnsafeMutableRawPointer(target.baseAddress)?
                        .assumingMemoryBound(to: CChar.self)
                    replaced = iconv(converter, &from, &left, &into, &free)
                    _ = iconv(converter, nil, nil, &into, &free)
                }
                count = room - free
            }
            return left == 0 && replaced == 0 ? encoded : nil
        }
    #endif
}
