/// One row of Tencent Meeting's /v1/corp/records.
public struct CorpRecording: Sendable, Hashable {
    /// The id, a decimal number above 2^53, as are all identifiers of this service.
    public var meetingRecordID: String
    /// The id of the meeting, decimal.
    public var meetingID: String
    /// The code of the meeting: nine digits.
    public var meetingCode: String
    /// The owner; empty for device accounts.
    public var userid: String
    /// The start of the media, in milliseconds.
    public var mediaStartTime: Int
    /// The meeting's title.
    public var subject: String
    /// The state: 1 录制中, 2 转码中, 3 转码完成.
    public var state: Int
    /// The type: 0 云录制, 2 上传录制; 4 and 5 are newer: local video and local audio.
    public var recordType: Int
    /// The files; empty unless the state is 3.
    public var recordFiles: [RecordFile]
    /// The start of the recording, in milliseconds. Not in the response.
    public var recordStartTime: Int
    /// The end of the recording, in milliseconds. Not in the response.
    public var recordEndTime: Int

    /// - Parameters:
    ///   - userid: one of the company's people; empty for a device.
    ///   - mediaStartTime: milliseconds.
    ///   - recordFiles: determine the start and the end of the recording; if there are none, it
    ///     begins and ends at the media's start. Only a recording of state 3 has files.
    public init(
        meetingRecordID: String, meetingID: String, meetingCode: String, userid: String,
        mediaStartTime: Int, subject: String = "", state: Int = 3, recordType: Int = 0,
        recordFiles: [RecordFile] = []
    ) {
        self.init(
            meetingRecordID: meetingRecordID, meetingID: meetingID, meetingCode: meetingCode,
            userid: userid, mediaStartTime: mediaStartTime, subject: subject, state: state,
            recordType: recordType, recordFiles: recordFiles,
            recordStartTime: recordFiles.map(\.recordStartTime).min() ?? mediaStartTime,
            recordEndTime: recordFiles.map(\.recordEndTime).max() ?? mediaStartTime)
    }

    init(
        meetingRecordID: String, meetingID: String, meetingCode: String, userid: String,
        mediaStartTime: Int, subject: String, state: Int, recordType: Int,
        recordFiles: [RecordFile], recordStartTime: Int, recordEndTime: Int
    ) {
        self.meetingRecordID = meetingRecordID
        self.meetingID = meetingID
        self.meetingCode = meetingCode
        self.userid = userid
        self.mediaStartTime = mediaStartTime
        self.subject = subject
        self.state = state
        self.recordType = recordType
        self.recordFiles = recordFiles
        self.recordStartTime = recordStartTime
        self.recordEndTime = recordEndTime
    }
}

extension CorpRecording {
    /// Returns the recording as it is at a time in seconds: one that has not ended has no files yet,
    /// and before the meeting there is none.
    func known(at present: Int) -> CorpRecording? {
        guard mediaStartTime / 1_000 <= present else { return nil }
        guard recordEndTime / 1_000 > present else { return self }
        var recording = self
        recording.state = 1
        recording.recordFiles = []
        return recording
    }

    func instant(_ instant: RecordingInstant) -> Int {
        switch instant {
        case .meetingStart: mediaStartTime
        case .fileStart: recordStartTime
        case .fileEnd: recordEndTime
        }
    }
}

extension Company {
    /// Returns recordings of all types whose chosen instant is in [from, until), oldest first.
    public func corpRecordings(
        from: Int, until: Int, by instant: RecordingInstant = .meetingStart
    ) -> [CorpRecording] {
        let near =
            listed?.records.corpRecordings
            ?? Day.days(from: from, until: until, margin: 1).flatMap(corpRecordings)
        return near.filter { lies($0.instant(instant), from: from, until: until) }.sorted {
            ($0.mediaStartTime, $0.meetingRecordID) < ($1.mediaStartTime, $1.meetingRecordID)
        }
    }

    /// Generates five to nine recordings on a working day: a month fills several pages of 20.
    private func corpRecordings(on day: Day) -> [CorpRecording] {
        var count = SplitMix64(seed, .corpRecording, day.number, -1)
        return (0..<(day.isWorkday ? 5 + count.below(5) : 1)).map { corpRecording(on: day, $0) }
    }

    private func corpRecording(on day: Day, _ index: Int) -> CorpRecording {
        var random = SplitMix64(seed, .corpRecording, day.number, index)
        let key = day.number * 16 + index
        let second: Int
        switch index {
        case 0 where day.number % 2 == 0: second = 0
        case 1: second = 86_399
        // Two recordings of a day begin at the same instant.
        case 4: second = 54_000
        case 5: second = 54_000
        default: second = 28_800 + random.below(43_200)
        }
        let exact = index < 2 || index == 4 || index == 5
        let start = (day.start + second) * 1_000 + (exact ? 0 : random.below(1_000))
        let device = random.chance(permille: 80)
        let person = random.pick(people)
        var pen = RecordingGenerator(random: random, host: "meeting.tencent.com/user-center")
        let span = pen.span(after: start, part: 0)
        let type = [0, 0, 0, 0, 0, 0, 0, 2, 2, 4, 5][pen.below(11)]
        let state = type == 0 ? pen.state() : 3
        let files = pen.files(from: span.start, until: span.end) { file in
            CorpID.text(CorpID.files, key * 4 + file)
        }
        return CorpRecording(
            meetingRecordID: CorpID.text(CorpID.recordings, key),
            meetingID: CorpID.text(CorpID.meetings, key), meetingCode: IDCodec.code(key),
            userid: device ? "" : person.userid, mediaStartTime: start,
            subject: subject(index, day, device ? "擎天柱" : person.name, pen.below(100)),
            state: state, recordType: type, recordFiles: state == 3 ? files : [],
            recordStartTime: span.start, recordEndTime: span.end)
    }

    private func subject(_ index: Int, _ day: Day, _ name: String, _ roll: Int) -> String {
        if index == 2 && day.weekday == 2 { return Phrases.escape }
        if index == 2 && day.weekday == 4 { return Phrases.bidirectional }
        return roll < 40 ? "\(name)的快速会议" : Phrases.topics[roll % Phrases.topics.count]
    }
}

private enum CorpID {
    // Far above 2^53 and more than 2^40 apart, so that the ranges of two kinds never overlap.
    static let recordings: UInt64 = 1_362_740_000_000_000_000
    static let files: UInt64 = 1_462_740_000_000_000_000
    static let meetings: UInt64 = 6_249_020_000_000_000_000

    static func text(_ base: UInt64, _ key: Int) -> String {
        String(base + IDCodec.forward(key))
    }
}
