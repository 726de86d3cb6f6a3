/// One row of meeting/record/list.
public struct MeetingRecording: Sendable, Hashable {
    /// Tells it from all others.
    public var meetingRecordID: String
    /// The meeting it is of.
    public var meetingid: String
    /// Nine digits, by which people join.
    public var meetingCode: String
    /// Who created the meeting: what `userid` asks for. Not in the answer.
    public var creator: String
    /// Who led the meeting.
    public var hostUserID: String
    /// Milliseconds.
    public var meetingStartTime: Int
    /// The meeting's.
    public var title: String
    /// 1 录制中, 2 转码中, 3 转码完成.
    public var state: Int
    /// Empty unless the state is 3.
    public var recordFiles: [RecordFile]
    /// When the recording began and ended, in milliseconds. Not in the answer.
    public var recordStartTime: Int
    /// Milliseconds.
    public var recordEndTime: Int
    /// Where the meeting was created. Not in the answer.
    public var origin: MeetingOrigin

    /// - Parameters:
    ///   - creator: one of the company's people, and the host as well when `hostUserID` is nil.
    ///   - meetingStartTime: milliseconds.
    ///   - recordFiles: begin and end the recording; with none it begins and ends with the meeting's
    ///     start. Only a recording of state 3 has any.
    public init(
        meetingRecordID: String, meetingid: String, meetingCode: String, creator: String,
        hostUserID: String? = nil, meetingStartTime: Int, title: String = "", state: Int = 3,
        recordFiles: [RecordFile] = [], origin: MeetingOrigin = .thisApp
    ) {
        self.init(
            meetingRecordID: meetingRecordID, meetingid: meetingid, meetingCode: meetingCode,
            creator: creator, hostUserID: hostUserID ?? creator,
            meetingStartTime: meetingStartTime, title: title, state: state,
            recordFiles: recordFiles,
            recordStartTime: recordFiles.map(\.recordStartTime).min() ?? meetingStartTime,
            recordEndTime: recordFiles.map(\.recordEndTime).max() ?? meetingStartTime,
            origin: origin)
    }

    init(
        meetingRecordID: String, meetingid: String, meetingCode: String, creator: String,
        hostUserID: String, meetingStartTime: Int, title: String, state: Int,
        recordFiles: [RecordFile], recordStartTime: Int, recordEndTime: Int, origin: MeetingOrigin
    ) {
        self.meetingRecordID = meetingRecordID
        self.meetingid = meetingid
        self.meetingCode = meetingCode
        self.creator = creator
        self.hostUserID = hostUserID
        self.meetingStartTime = meetingStartTime
        self.title = title
        self.state = state
        self.recordFiles = recordFiles
        self.recordStartTime = recordStartTime
        self.recordEndTime = recordEndTime
        self.origin = origin
    }
}

/// Where a meeting was created. record/list shows the asking app's own only.
public enum MeetingOrigin: String, Sendable, Hashable {
    case thisApp, anotherApp
    /// By hand in the client, not through the API.
    case client
}

/// A file of a recording, on either service.
public struct RecordFile: Sendable, Hashable {
    /// Decimal; above 2^53 on Tencent Meeting.
    public var recordFileID: String
    /// Milliseconds.
    public var recordStartTime: Int
    /// Milliseconds.
    public var recordEndTime: Int
    /// Bytes; often above 32 bits.
    public var recordSize: Int
    /// `nil` is sharing_state 0.
    public var sharing: Sharing?

    /// - Parameters:
    ///   - recordFileID: decimal on Tencent Meeting.
    ///   - recordStartTime: milliseconds, as the end is.
    ///   - recordSize: bytes.
    public init(
        recordFileID: String, recordStartTime: Int, recordEndTime: Int, recordSize: Int,
        sharing: Sharing? = nil
    ) {
        self.recordFileID = recordFileID
        self.recordStartTime = recordStartTime
        self.recordEndTime = recordEndTime
        self.recordSize = recordSize
        self.sharing = sharing
    }

    /// How a file is shared.
    public struct Sharing: Sendable, Hashable {
        /// Where it can be watched.
        public var sharingURL: String
        /// Whether only the company may.
        public var requiredSameCorp: Bool
        /// required_attendee on WeCom, required_participant on Tencent Meeting.
        public var requiredAttendee: Bool
        /// Empty for none.
        public var password: String
        /// Milliseconds; 0 is for ever.
        public var sharingExpire: Int
        /// Whether it may be taken along.
        public var allowDownload: Bool

        /// - Parameter sharingExpire: milliseconds; 0 is for ever.
        public init(
            sharingURL: String, requiredSameCorp: Bool = false, requiredAttendee: Bool = false,
            password: String = "", sharingExpire: Int = 0, allowDownload: Bool = false
        ) {
            self.sharingURL = sharingURL
            self.requiredSameCorp = requiredSameCorp
            self.requiredAttendee = requiredAttendee
            self.password = password
            self.sharingExpire = sharingExpire
            self.allowDownload = allowDownload
        }
    }
}

/// The instant of a recording that a window may mean; the pages do not say which.
public enum RecordingInstant: String, Sendable, Hashable, CaseIterable {
    /// meeting_start_time, media_start_time.
    case meetingStart
    /// The first file's record_start_time.
    case fileStart
    /// The last file's record_end_time.
    case fileEnd
}

/// How the recordings of both services are timed and filed.
struct RecordingPen {
    private(set) var random: SplitMix64
    private let host: String

    init(random: SplitMix64, host: String) {
        self.random = random
        self.host = host
    }

    mutating func chance(permille: Int) -> Bool { random.chance(permille: permille) }
    mutating func below(_ bound: Int) -> Int { random.below(bound) }

    /// 3 in most cases: what is being recorded or transcoded is soon done.
    mutating func state() -> Int {
        switch random.below(100) {
        case ..<3: 1
        case ..<8: 2
        default: 3
        }
    }

    /// When a recording of a meeting that began at `start` (ms) began and ended.
    mutating func span(after start: Int, part: Int) -> (start: Int, end: Int) {
        let begin = start + part * 5_400_000 + 1_000 + random.below(240_000)
        return (begin, begin + 300_000 + random.below(4_800_000))
    }

    /// One to three files, one after the other, the last ending with the recording.
    mutating func files(
        from start: Int, until end: Int, id: (Int) -> String
    ) -> [RecordFile] {
        let count = random.below(10) < 7 ? 1 : random.within(2...3)
        let sharing = random.chance(permille: 550)
        let step = (end - start) / count
        return (0..<count).map { index in
            RecordFile(
                recordFileID: id(index), recordStartTime: start + index * step,
                recordEndTime: index == count - 1 ? end : start + (index + 1) * step - 200,
                recordSize: size(), sharing: sharing ? share() : nil)
        }
    }

    private mutating func size() -> Int {
        random.chance(permille: 200)
            ? 4_294_967_296 + random.below(9_000_000_000) : 1_000_000 + random.below(1_500_000_000)
    }

    private mutating func share() -> RecordFile.Sharing {
        RecordFile.Sharing(
            sharingURL: "https://\(host)/shared-record-info?id=\(random.word(32))",
            requiredSameCorp: random.chance(permille: 600),
            requiredAttendee: random.chance(permille: 300),
            password: random.chance(permille: 700) ? random.word(8) : "",
            sharingExpire: random.chance(permille: 500) ? 0 : random.within(1...90) * 86_400_000,
            allowDownload: random.chance(permille: 500))
    }
}

/// Whether an instant lies in a half-open range of seconds.
func lies(_ milliseconds: Int, from: Int, until: Int) -> Bool {
    milliseconds >= from * 1_000 && milliseconds < until * 1_000
}
