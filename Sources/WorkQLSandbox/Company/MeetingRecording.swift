/// One row of meeting/record/list.
public struct MeetingRecording: Sendable, Hashable {
    /// The unique id.
    public var meetingRecordID: String
    /// The id of the meeting.
    public var meetingid: String
    /// The code with which people join: nine digits.
    public var meetingCode: String
    /// The creator of the meeting, which the filter `userid` compares. Not in the response.
    public var creator: String
    /// The host of the meeting.
    public var hostUserID: String
    /// The start of the meeting, in milliseconds.
    public var meetingStartTime: Int
    /// The title of the meeting.
    public var title: String
    /// The state: 1 录制中, 2 转码中, 3 转码完成.
    public var state: Int
    /// The files; empty unless the state is 3.
    public var recordFiles: [RecordFile]
    /// The start of the recording, in milliseconds. Not in the response.
    public var recordStartTime: Int
    /// The end of the recording, in milliseconds. Not in the response.
    public var recordEndTime: Int
    /// The origin of the meeting. Not in the response.
    public var origin: MeetingOrigin

    /// - Parameters:
    ///   - creator: one of the company's people, and also the host if `hostUserID` is nil.
    ///   - meetingStartTime: milliseconds.
    ///   - recordFiles: determine the start and the end of the recording; if there are none, it
    ///     begins and ends at the meeting's start. Only a recording of state 3 has files.
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

/// The origin of a meeting. record/list shows only those of the calling app.
public enum MeetingOrigin: String, Sendable, Hashable {
    case thisApp, anotherApp
    /// Created manually in the client, not through the API.
    case client
}

/// A file of a recording, on either service.
public struct RecordFile: Sendable, Hashable {
    /// The id: decimal; above 2^53 on Tencent Meeting.
    public var recordFileID: String
    /// The start, in milliseconds.
    public var recordStartTime: Int
    /// The end, in milliseconds.
    public var recordEndTime: Int
    /// The size in bytes; often above 32 bits.
    public var recordSize: Int
    /// The sharing of the file; `nil` is sharing_state 0.
    public var sharing: Sharing?

    /// - Parameters:
    ///   - recordFileID: decimal on Tencent Meeting.
    ///   - recordStartTime: milliseconds, like the end.
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

    /// The way in which a file is shared.
    public struct Sharing: Sendable, Hashable {
        /// The address at which it can be watched.
        public var sharingURL: String
        /// Whether access is limited to the company.
        public var requiredSameCorp: Bool
        /// Whether access is limited to participants: required_attendee on WeCom,
        /// required_participant on Tencent Meeting.
        public var requiredAttendee: Bool
        /// The password; empty for none.
        public var password: String
        /// The expiry, in milliseconds; 0 is never.
        public var sharingExpire: Int
        /// Whether the file may be downloaded.
        public var allowDownload: Bool

        /// - Parameter sharingExpire: milliseconds; 0 is never.
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

/// The instant of a recording to which a window may refer; the pages do not define it.
public enum RecordingInstant: String, Sendable, Hashable, CaseIterable {
    /// The meeting_start_time or media_start_time.
    case meetingStart
    /// The first file's record_start_time.
    case fileStart
    /// The last file's record_end_time.
    case fileEnd
}

/// Generates the times and files of recordings for both services.
struct RecordingGenerator {
    private(set) var random: SplitMix64
    private let host: String

    init(random: SplitMix64, host: String) {
        self.random = random
        self.host = host
    }

    mutating func chance(permille: Int) -> Bool { random.chance(permille: permille) }
    mutating func below(_ bound: Int) -> Int { random.below(bound) }

    /// Returns 3 in most cases: recording and transcoding are soon finished.
    mutating func state() -> Int {
        switch random.below(100) {
        case ..<3: 1
        case ..<8: 2
        default: 3
        }
    }

    /// Returns the start and the end of a recording of a meeting that began at `start` (ms).
    mutating func span(after start: Int, part: Int) -> (start: Int, end: Int) {
        let begin = start + part * 5_400_000 + 1_000 + random.below(240_000)
        return (begin, begin + 300_000 + random.below(4_800_000))
    }

    /// Returns one to three consecutive files, the last of which ends with the recording.
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

/// Returns whether an instant in milliseconds is in a half-open range of seconds.
func lies(_ milliseconds: Int, from: Int, until: Int) -> Bool {
    milliseconds >= from * 1_000 && milliseconds < until * 1_000
}
