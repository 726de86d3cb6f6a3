import Foundation
import WorkQLAPI

/// Answers in files, one for each call of a query over a number of windows and batches of users.
public struct AnswerFolder: Sendable {
    public let path: String

    /// The users of the answers, and the number of windows with answers.
    public struct Extent: Codable, Sendable {
        public var users: Int
        public var windows: Int
        public var rowsPerUser: Int

        public init(users: Int, windows: Int, rowsPerUser: Int) {
            self.users = users
            self.windows = windows
            self.rowsPerUser = rowsPerUser
        }

        public var rows: Int { users * windows * rowsPerUser }
    }

    private static let batch = 100
    private static let window = 28 * 86_400
    private static let padding = 86_400
    /// 2020-01-01T00:00:00+08:00.
    private static let start = 1_577_808_000

    public init(path: String) { self.path = path }

    /// Writes the answers that do not exist yet.
    public func make(_ extent: Extent) throws {
        let text = AnswerText(rowsPerUser: extent.rowsPerUser)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let users = Self.users(extent.users)
        for window in 0..<extent.windows {
            let start = Self.start + window * Self.window
            for first in stride(from: 0, to: users.count, by: Self.batch) {
                let call = CheckinCall(
                    start: start - Self.padding, end: start + Self.window + Self.padding,
                    users: Array(users[first..<min(first + Self.batch, users.count)]))
                let file = try file(of: call)
                if FileManager.default.fileExists(atPath: file) { continue }
                try Data(text.answer(to: call)).write(
                    to: URL(fileURLWithPath: file), options: .atomic)
            }
        }
    }

    private static func users(_ count: Int) -> [String] {
        (0..<count).map { number in
            let digits = String(number)
            return "u" + String(repeating: "0", count: max(5 - digits.utf8.count, 0)) + digits
        }
    }

    /// Returns the condition of a query that makes exactly these calls, with its range.
    public static func condition(_ extent: Extent) -> String {
        let users = users(extent.users).map { "'\($0)'" }.joined(separator: ", ")
        let end = start + extent.windows * window
        return "userid IN (\(users)) SINCE '\(utc(start))' UNTIL '\(utc(end))'"
    }

    private static func utc(_ instant: Int) -> String {
        Date(timeIntervalSince1970: Double(instant)).formatted(.iso8601)
    }

    private struct Stray: Error { var call: CheckinCall }

    private func file(of call: CheckinCall) throws -> String {
        guard let first = call.users.first else { throw Stray(call: call) }
        return "\(path)/\(call.start)-\(first).json"
    }

    /// - Throws: if the range or users of a call differ from those of the files.
    public func answer(to call: CheckinCall) throws -> [UInt8] {
        let descriptor = open(try file(of: call), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0, call.end - call.start == Self.window + 2 * Self.padding else {
            throw Stray(call: call)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Stray(call: call) }
        let size = Int(status.st_size)
        var bytes = try [UInt8](unsafeUninitializedCapacity: size + HTTPAnswer.spare) {
            buffer, count in
            while count < size {
                let part = read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
                guard part > 0 else { throw Stray(call: call) }
                count += part
            }
        }
        HTTPAnswer.pad(&bytes)
        return bytes
    }
}
