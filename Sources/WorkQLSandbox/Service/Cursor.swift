/// Opaque cursors that contain their position and the fingerprint of their request, so that the
/// sandbox need not store either.
struct Cursors: Sendable {
    let seed: UInt64
    /// The fingerprint of the request without its cursor, and of the caller.
    let fingerprint: UInt64
    let now: Int
    let lifetime: Int

    /// Returns the cursor for the rows from `position` on.
    func text(_ position: Int) -> String {
        Base64.urlText(
            Cursors.bytes([
                UInt64(position), UInt64(now), fingerprint, seal(position, now, fingerprint),
            ]))
    }

    /// - Throws: the reason why the cursor is invalid for this request.
    func position(_ text: String) throws(Refusal) -> Int {
        guard let bytes = Base64.bytes(urlText: text), bytes.count == 32 else {
            throw .forbidden(40_058, "a cursor the service never gave")
        }
        let words = Cursors.words(bytes)
        guard let position = Int(exactly: words[0]), let issued = Int(exactly: words[1]),
            words[3] == seal(position, issued, words[2])
        else { throw .forbidden(40_058, "a cursor the service never gave") }
        guard words[2] == fingerprint else {
            throw .forbidden(40_058, "a parameter changed under a cursor")
        }
        guard now - issued <= lifetime else { throw .answer(40_058) }
        return position
    }

    private func seal(_ position: Int, _ issued: Int, _ fingerprint: UInt64) -> UInt64 {
        var random = SplitMix64(seed ^ fingerprint, .cursor, position, issued)
        return random.next()
    }

    private static func bytes(_ words: [UInt64]) -> [UInt8] {
        words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } }
    }

    private static func words(_ bytes: [UInt8]) -> [UInt64] {
        stride(from: 0, to: bytes.count, by: 8).map { start in
            bytes[start..<start + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
    }
}

/// The cursors of oa/journal: uint32, first 0, increasing from page to page.
struct JournalCursors: Sendable {
    private static let tagBits = 12
    private static let tags = 1 << tagBits
    let tag: Int

    init(fingerprint: UInt64) {
        tag = Int(fingerprint % UInt64(JournalCursors.tags))
    }

    func number(_ position: Int) -> Int {
        position == 0 ? 0 : position << JournalCursors.tagBits | tag
    }

    func position(_ cursor: Int, count: Int) throws(Refusal) -> Int {
        guard cursor != 0 else { return 0 }
        let position = cursor >> JournalCursors.tagBits
        guard cursor % JournalCursors.tags == tag, position > 0, position <= count else {
            throw .forbidden(301_066, "a cursor the service never gave, or of another request")
        }
        return position
    }
}
