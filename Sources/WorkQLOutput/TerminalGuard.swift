import WorkQLSyntax

/// Keeps what acts on a terminal out of formats that are made for programs, where a terminal shows
/// them: control characters but line breaks and tabs, and what turns the direction of writing or
/// cannot be seen.
///
/// Files and pipes get the bytes as they are.
package enum TerminalGuard: Sendable {
    /// `␛`, `<202E>`: as tables show them.
    case pictures
    /// `\u202e`: the same JSON as before.
    case escapes

    /// - Parameter bytes: whole characters.
    package func guarded(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(where: Self.isSuspect) else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + bytes.count / 8)
        for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
            if scalar == "\n" || scalar == "\t" || !scalar.isTreacherous {
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

    /// Whether a byte may begin what has to be replaced; most texts have none.
    private static func isSuspect(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x0A, 0x09: false
        case 0..<0x20, 0x7F, 0xC2, 0xD8, 0xE2, 0xEF: true
        default: false
        }
    }
}
