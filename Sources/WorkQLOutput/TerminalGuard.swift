import WorkQLSyntax

/// Replaces characters that control a terminal in formats made for programs, when a terminal shows
/// them: control characters except line breaks and tabs, and characters that change the direction
/// of writing or are invisible.
///
/// Files and pipes get the bytes unchanged.
package enum TerminalGuard: Sendable {
    /// As in tables: `␛`, `<202E>`.
    case pictures
    /// As escapes that keep the JSON equivalent: `\u202e`.
    case escapes

    /// Returns the bytes with these characters replaced.
    ///
    /// - Parameter bytes: complete characters.
    package func guarded(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(where: Self.isSuspect) else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 8)
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            if scalar == "\n" || scalar == "\t" || !scalar.affectsSurroundings {
                result.append(contentsOf: String(scalar).utf8)
            } else {
                replace(scalar, in: &result)
            }
        }
        return result
    }

    private func replace(_ scalar: Unicode.Scalar, in result: inout [UInt8]) {
        switch self {
        case .pictures: result.append(contentsOf: scalar.visible.utf8)
        case .escapes:
            let digits = String(scalar.value, radix: 16)
            result.appendText("\\u" + String(repeating: "0", count: max(0, 4 - digits.count)))
            result.appendText(digits)
        }
    }

    /// Returns whether a byte may begin a character to be replaced; most texts contain none.
    private static func isSuspect(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x0A, 0x09: false
        case 0..<0x20, 0x7F, 0xC2, 0xD8, 0xE2, 0xEF: true
        default: false
        }
    }
}
