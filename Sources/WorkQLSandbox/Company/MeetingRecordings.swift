extension Company {
    /// Returns the recordings whose chosen instant is in [from, until), oldest meeting first,
    /// limited to those that the app may list: of meetings that it created for people visible to
    /// it.
    ///
    /// - Parameter creator: returns only meetings created by this person; `nil` for those of all
    ///   people.
    public func meetingRecordings(
        creator: String? = nil, from: Int, until: Int, by instant: RecordingInstant = .meetingStart
    ) -> [MeetingRecording] {
        allMeetingRecordings(from: from, until: until, by: instant).filter {
            $0.origin == .thisApp && (creator ?? $0.creator) == $0.creator
                && person($0.creator)?.isVisible ?? false
        }
    }

    /// Returns the same, including meetings of other apps and those that no app may list.
    package func allMeetingRecordings(
        from: Int, until: Int, by instant: RecordingInstant = .meetingStart
    ) -> [MeetingRecording] {
        // A recording may begin and end a day after its meeting began.
        let near =
            listed?.records.meetingRecordings
            ?? Day.days(from: from, until: until, margin: 1).flatMap(recordings)
        return near.filter { lies($0.instant(instant), from: from, until: until) }.sorted {
            ($0.meetingStartTime, $0.meetingRecordID) < ($1.meetingStartTime, $1.meetingRecordID)
        }
    }

    /// Returns the meeting with an identifier, if it exists, and its origin.
    func meeting(id: String) -> (id: String, origin: MeetingOrigin)? {
        if let listed {
            return listed.records.meetingRecordings.first { $0.meetingid == id }
                .map { ($0.meetingid, $0.origin) }
        }
        guard id.hasPrefix(Meeting.idPrefix) else { return nil }
        return IDCodec.value(ofText: id.dropFirst(Meeting.idPrefix.count)).flatMap(meeting)
            .map { ($0.id, $0.origin) }
    }

    func meeting(code: String) -> (id: String, origin: MeetingOrigin)? {
        if let listed {
            return listed.records.meetingRecordings.first { $0.meetingCode == code }
                .map { ($0.meetingid, $0.origin) }
        }
        return IDCodec.value(ofCode: code).flatMap(meeting).map { ($0.id, $0.origin) }
    }

    private func meeting(ordinal: Int) -> Meeting? {
        if ordinal < Meeting.series {
            return ordinal >= 0 ? standingMeetings()[ordinal] : nil
        }
        let (number, index) = (ordinal - Meeting.series).quotientAndRemainder(
            dividingBy: Meeting.perDay)
        let meetings = singleMeetings(on: Day(number: number))
        return meetings.indices.contains(index) ? meetings[index] : nil
    }

    private func recordings(on day: Day) -> [MeetingRecording] {
        let standing = standingMeetings().enumerated().filter { index, _ in
            isHeld(standing: index, on: day)
        }.map(\.element)
        return (standing + singleMeetings(on: day)).flatMap { recordings(of: $0, on: day) }
    }

    /// Generates the recordings of a meeting: usually one, sometimes none, sometimes two parts.
    private func recordings(of meeting: Meeting, on day: Day) -> [MeetingRecording] {
        var random = SplitMix64(seed, .meetingRecording, meeting.ordinal, day.number)
        let parts = random.chance(permille: 100) ? 0 : random.chance(permille: 120) ? 2 : 1
        let start = (day.start + meeting.startSecond) * 1_000
        return (0..<parts).map { part in
            let key = (day.number * Meeting.slots + meeting.slot) * 2 + part
            var pen = RecordingGenerator(
                random: SplitMix64(seed, .meetingRecording, key, -1),
                host: "meeting.tencent.com/user-center")
            let span = pen.span(after: start, part: part)
            let state = pen.state()
            let files = pen.files(from: span.start, until: span.end) { file in
                "WF" + IDCodec.text(key * 4 + file)
            }
            return MeetingRecording(
                meetingRecordID: "WR" + IDCodec.text(key), meetingid: meeting.id,
                meetingCode: meeting.code, creator: meeting.creator,
                hostUserID: meeting.host, meetingStartTime: start,
                title: meeting.title, state: state, recordFiles: state == 3 ? files : [],
                recordStartTime: span.start, recordEndTime: span.end, origin: meeting.origin)
        }
    }
}

extension MeetingRecording {
    /// Returns the recording as it is at a time in seconds: one that has not ended has no files yet,
    /// and before the meeting there is none.
    func known(at present: Int) -> MeetingRecording? {
        guard meetingStartTime / 1_000 <= present else { return nil }
        guard recordEndTime / 1_000 > present else { return self }
        var recording = self
        recording.state = 1
        recording.recordFiles = []
        return recording
    }

    func instant(_ instant: RecordingInstant) -> Int {
        switch instant {
        case .meetingStart: meetingStartTime
        case .fileStart: recordStartTime
        case .fileEnd: recordEndTime
        }
    }
}

/// A meeting, recurring or single.
struct Meeting: Sendable, Hashable {
    static let idPrefix = "hyXH"
    /// The ordinals of recurring meetings are below this.
    static let series = 32
    /// The maximum number of single meetings on a day.
    static let perDay = 32
    static let slots = 64

    /// The number from which the id and the code are encoded, and to which they can be decoded.
    let ordinal: Int
    /// The number that distinguishes the meetings of a day.
    let slot: Int
    let creator: String
    let host: String
    let title: String
    /// The start, in seconds after midnight.
    let startSecond: Int
    let origin: MeetingOrigin

    var id: String { Meeting.idPrefix + IDCodec.text(ordinal) }
    var code: String { IDCodec.code(ordinal) }
}

extension Company {
    /// Returns the recurring meetings. 张三 holds two every working day, so that his recordings of a
    /// month fill more than two pages of 20.
    private func standingMeetings() -> [Meeting] {
        (0..<Meeting.series).map { index in
            var random = SplitMix64(seed, .meeting, index, -1)
            let creator =
                index < 4
                ? people[index < 3 ? 0 : min(1, people.count - 1)] : random.pick(people)
            let title: String
            switch index {
            case 0: title = "平台研发部每日站会"
            case 1: title = "发布前检查"
            case 4: title = Phrases.escape
            case 5: title = Phrases.bidirectional
            default: title = "周会：" + random.pick(Phrases.topics)
            }
            return Meeting(
                ordinal: index, slot: Meeting.perDay + index, creator: creator.userid,
                host: random.chance(permille: 800) ? creator.userid : random.pick(people).userid,
                title: title, startSecond: (9 + random.below(9)) * 3_600 + random.below(2) * 1_800,
                origin: index < 6
                    ? .thisApp : index % 7 == 6 ? .client : index % 7 == 5 ? .anotherApp : .thisApp)
        }
    }

    private func isHeld(standing index: Int, on day: Day) -> Bool {
        guard day.isWorkday else { return false }
        return index < 2 || day.weekday == index % 5 + 1
    }

    /// Returns the single meetings of a day: some begin at the day's first instant, some shortly
    /// before its end, so that their recording begins on the next day.
    private func singleMeetings(on day: Day) -> [Meeting] {
        var count = SplitMix64(seed, .meeting, day.number, -2)
        let meetings = day.isWorkday ? 4 + count.below(8) : 1 + count.below(2)
        return (0..<meetings).map { index in
            var random = SplitMix64(seed, .meeting, day.number, index)
            let creator =
                random.chance(permille: 150)
                ? people[random.below(min(4, people.count))] : random.pick(people)
            let second: Int
            switch index {
            case 0 where day.number % 3 == 0: second = 0
            case 0: second = 86_400 - 90
            default: second = (9 + random.below(10)) * 3_600 + random.below(3_600)
            }
            let roll = random.below(10)
            return Meeting(
                ordinal: Meeting.series + day.number * Meeting.perDay + index, slot: index,
                creator: creator.userid, host: creator.userid,
                title: random.chance(permille: 300)
                    ? "\(creator.name)的快速会议" : random.pick(Phrases.topics),
                startSecond: second,
                origin: roll < 7 ? .thisApp : roll < 8 ? .anotherApp : .client)
        }
    }
}
