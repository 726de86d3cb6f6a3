import Foundation
import Synchronization
import WorkQLSyntax

/// Counts the calls of a day, of all users and of each.
///
/// The calls that a running statement may still make are counted before they are made, and those
/// that it did not make are taken back when it ends: a server that is killed has counted too many
/// calls, never too few. With a file the count outlives the server, and several servers share it.
final class CallLedger: Sendable {
    fileprivate struct Day {
        var number = Int.min
        /// The calls by user; the empty name is for all together.
        var calls: [String: Int] = [:]
    }

    private let limit: Int?
    private let file: String?
    private let state = Mutex(Day())

    init(_ limits: CallLimits = CallLimits(), file: String? = nil) {
        limit = limits.day
        self.file = file
    }

    /// A number of calls that were counted before they are made.
    final class Reservation: Sendable {
        fileprivate let user: String
        fileprivate let userLimit: Int?
        fileprivate let day: Int
        /// The number of calls that were left when it was made, its own among them.
        let available: Int
        /// The calls that were left of each budget; nil without a limit.
        let left: (ofDay: Int?, ofUser: Int?)
        fileprivate let count: Mutex<Int>

        var calls: Int { count.withLock(\.self) }

        fileprivate init(
            _ calls: Int, of available: Int, left: (ofDay: Int?, ofUser: Int?),
            for user: String, _ userLimit: Int?, on day: Int
        ) {
            (self.user, self.userLimit, self.day) = (user, userLimit, day)
            (self.available, self.left) = (available, left)
            count = Mutex(calls)
        }
    }

    /// Reserves calls of the day for a statement.
    ///
    /// - Parameters:
    ///   - calls: the number of calls; nil for all that are left.
    ///   - userLimit: the maximum number of calls of the user's day; nil for no limit.
    ///   - day: the number of the day; a new day resets the count.
    /// - Returns: at most `calls`; nil if no limit applies.
    func reserve(
        _ calls: Int?, for user: String = "", userLimit: Int? = nil, on day: Int
    ) throws(UserError) -> Reservation? {
        guard limit != nil || userLimit != nil else { return nil }
        return try change { state in
            if state.number != day { state = Day(number: day) }
            let ofDay = limit.map { max(0, $0 - state.calls["", default: 0]) }
            let ofUser = userLimit.map { max(0, $0 - state.calls[user, default: 0]) }
            let left = left(of: user, userLimit, state)
            let granted = min(calls ?? left, left)
            state.add(granted, of: user)
            return Reservation(
                granted, of: left, left: (ofDay, ofUser), for: user, userLimit, on: day)
        }
    }

    /// Reserves the calls that a running statement turns out to need besides.
    ///
    /// - Parameter calls: of the whole statement.
    /// - Returns: whether they are left.
    func extend(_ reservation: Reservation, to calls: Int) -> Bool {
        guard reservation.calls < calls else { return true }
        let isExtended = try? change { state in
            // A statement that runs past midnight counts for the day on which it began.
            guard state.number == reservation.day else { return true }
            return reservation.count.withLock { count in
                let more = calls - count
                guard more <= left(of: reservation.user, reservation.userLimit, state) else {
                    return false
                }
                state.add(more, of: reservation.user)
                count = calls
                return true
            }
        }
        return isExtended ?? false
    }

    private func left(of user: String, _ userLimit: Int?, _ state: Day) -> Int {
        let left = [
            limit.map { $0 - state.calls["", default: 0] },
            userLimit.map { $0 - state.calls[user, default: 0] },
        ].compactMap(\.self).min()
        return max(0, left ?? 0)
    }

    /// Replaces a reservation by the number of calls that were made.
    func settle(_ reservation: Reservation?, spent: Int) {
        guard let reservation, reservation.calls != spent else { return }
        // If the file cannot be written, too many calls stay counted.
        try? change { state in
            guard state.number == reservation.day else { return }
            state.add(spent - reservation.calls, of: reservation.user)
        }
    }

    private func change<Value: Sendable>(
        _ body: @Sendable (inout Day) -> Value
    ) throws(UserError) -> Value {
        let result: Result<Value, UserError> = state.withLock { state in
            guard let file else { return .success(body(&state)) }
            return Result { () throws(UserError) in
                try Self.withFile(file) { text in
                    var day = Day(text)
                    let value = body(&day)
                    text = day.text
                    return value
                }
            }
        }
        return try result.get()
    }

    /// Reads and writes the file while no other process does.
    private static func withFile<Value>(
        _ path: String, _ body: (inout String) -> Value
    ) throws(UserError) -> Value {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_EX) == 0 else { throw failure(path) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
            bytes += buffer[..<count]
        }
        var text = String(decoding: bytes, as: UTF8.self)
        let value = body(&text)
        let written = Array(text.utf8)
        // A shorter text would leave the end of the longer one: it is filled up with line feeds.
        let padded = written + [UInt8](repeating: 0x0A, count: max(0, bytes.count - written.count))
        guard pwrite(descriptor, padded, padded.count, 0) == padded.count else {
            throw failure(path)
        }
        return value
    }

    private static func failure(_ path: String) -> UserError {
        UserError(
            state: "58030",
            "the calls of the day cannot be counted in \(path): "
                + String(cString: strerror(errno)),
            help: "let the server write this file", kind: .configuration)
    }
}

extension CallLedger.Day {
    fileprivate mutating func add(_ count: Int, of user: String) {
        calls["", default: 0] += count
        if !user.isEmpty { calls[user, default: 0] += count }
    }

    /// The first line has the number of the day and all calls, each further one those of a user.
    fileprivate init(_ text: String) {
        let lines = text.split(separator: "\n")
        guard let first = lines.first?.split(separator: " "), first.count == 2,
            let number = Int(first[0]), let all = Int(first[1])
        else { return }
        self.number = number
        calls[""] = all
        for line in lines.dropFirst() {
            let words = line.split(separator: " ", maxSplits: 1)
            if words.count == 2, let count = Int(words[0]) { calls[String(words[1])] = count }
        }
    }

    fileprivate var text: String {
        let users = calls.filter { !$0.key.isEmpty }.sorted { $0.key < $1.key }
        let lines = ["\(number) \(calls["", default: 0])"] + users.map { "\($0.value) \($0.key)" }
        return lines.joined(separator: "\n") + "\n"
    }
}
