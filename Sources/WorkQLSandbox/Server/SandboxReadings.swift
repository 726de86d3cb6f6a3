/// Where pages and FACTS leave open what is meant, what the sandbox is to mean.
///
/// A client must be right under every one of them.
public struct SandboxReadings: Sendable, Hashable {
    /// Whether the end of a window belongs to it.
    public enum WindowEnd: String, Sendable, Hashable, CaseIterable {
        /// Both ends belong to the window.
        case closed
        /// The end does not.
        case halfOpen
    }

    /// Which check-ins a window holds; all but `instant` bring rows from outside it and, asked
    /// without padding, leave out rows from inside.
    public enum CheckinWindow: String, Sendable, Hashable, CaseIterable {
        case instant
        /// Those of the attendance days that begin in the window, each rule cutting its own days.
        case attendanceDay
        /// Those of the attendance days that have any instant in common with the window: the
        /// answer measured in fixtures/community.
        case attendanceDayTouched
        /// Those of the attendance days that lie in the window from one cut to the next: how a
        /// punch at 00:35 is in neither of two neighbouring windows (WxJava issue 3046).
        case attendanceDayWhole
    }

    /// In what a time is told.
    public enum TimeUnit: String, Sendable, Hashable, CaseIterable { case seconds, milliseconds }

    /// How the lists of record/list are called.
    public enum MeetingSpelling: String, Sendable, Hashable, CaseIterable {
        /// record_meetings and record_files, as in the page's example.
        case example
        /// record_list and record_file_list, as in the page's table.
        case table
    }

    /// What a filter by people and one by departments mean together.
    public enum BothLists: String, Sendable, Hashable, CaseIterable {
        /// Refused with 40058, and a violation: FACTS say never to send both.
        case refused
        case and, or
    }

    /// What becomes of users whom the app does not see.
    public enum OutOfScope: String, Sendable, Hashable, CaseIterable {
        /// One unknown or hidden user fails the whole call with 301021.
        case refused
        /// Rows are missing and nothing says so.
        case absent
    }

    /// Whether a department is asked for alone or with those below it.
    public enum DepartmentFilter: String, Sendable, Hashable, CaseIterable { case exact, subtree }

    /// Which of a report's times a window means.
    public enum JournalInstant: String, Sendable, Hashable, CaseIterable {
        case reportTime, submitTime
    }

    /// How a long identifier is written.
    public enum IDSpelling: String, Sendable, Hashable, CaseIterable {
        case string
        /// A JSON number above 2^53.
        case number
    }

    /// How an optional field that has no value is sent.
    public enum OptionalFields: String, Sendable, Hashable, CaseIterable {
        case absent
        /// 0 or "".
        case empty
    }

    /// In what order rows come.
    public enum RowOrder: String, Sendable, Hashable, CaseIterable {
        /// Check-ins by user as asked and then by time, all else newest first.
        case natural
        case newestFirst, oldestFirst, byUser
    }

    /// A check-in that is not any more what it was when it was first told.
    public struct Correction: Sendable, Hashable {
        /// What became of it.
        public enum Kind: Sendable, Hashable {
            /// There is no such row any more.
            case removed
            /// Nothing is wrong with it any more (补卡), and a note says so.
            case approved
        }

        /// Whose check-in.
        public var userid: String
        /// Seconds.
        public var checkinTime: Int
        /// What became of it.
        public var kind: Kind

        /// - Parameter checkinTime: seconds, as it was told.
        public init(userid: String, checkinTime: Int, kind: Kind) {
            self.userid = userid
            self.checkinTime = checkinTime
            self.kind = kind
        }
    }

    /// How many rows a page of a list holds, of those that it may.
    public enum PageRows: String, Sendable, Hashable, CaseIterable {
        case asked
        /// Half of them.
        case fewer
        /// A quarter more.
        case more
    }

    /// A row that comes or goes while the pages of its list are read.
    public struct Change: Sendable, Hashable {
        /// What becomes of the row.
        public enum Kind: Sendable, Hashable { case added, removed }

        /// What becomes of it.
        public var kind: Kind
        /// Which row of the list it is, counted from 0 in the list's order.
        public var index: Int
        /// After how many answers about the list.
        public var after: Int

        /// - Parameters:
        ///   - index: counted from 0 in the list's order.
        ///   - after: how many answers about the list.
        public init(_ kind: Kind, _ index: Int, after: Int) {
            self.kind = kind
            self.index = index
            self.after = after
        }
    }

    /// Rows of every list that come or go while its pages are read. Cursors stay with the row that
    /// they stand at, and numbered pages are counted again.
    public var changes: [Change] = []
    /// Of lists with pages.
    public var pageRows = PageRows.asked
    /// Whether the first page of a list with cursors, but for journals, is empty and says where the
    /// rows begin.
    public var emptyFirstPage = false
    /// Check-ins that are told otherwise from now on.
    public var corrections: [Correction] = []
    /// Of all endpoints.
    public var windowEnd = WindowEnd.closed
    /// Which check-ins a window holds.
    public var checkinWindow = CheckinWindow.attendanceDay
    /// For check-ins; unknown users are treated alike.
    public var checkinOutOfScope = OutOfScope.refused
    /// For screen captures, users and departments.
    public var screenCaptureOutOfScope = OutOfScope.absent
    /// Of `time` in captures.
    public var screenCaptureTime = TimeUnit.seconds
    /// What users and departments mean together.
    public var screenCaptureLists = BothLists.refused
    /// Of WeCom recordings.
    public var meetingSpelling = MeetingSpelling.example
    /// Which instant of a WeCom recording a window means.
    public var meetingInstant = RecordingInstant.meetingStart
    /// The same on Tencent Meeting.
    public var corpInstant = RecordingInstant.meetingStart
    /// The longest span of a journal window, in days: 28, 30 or 31 are "one month".
    public var journalMonth = 28
    /// The longest spans in seconds that a service takes, where it takes less than its page says:
    /// a longer one gets the page's own error and is no violation.
    public var longestSpans: [SandboxEndpoint: Int] = [:]
    /// How many users check-ins take in a call, where it is less than the page says; likewise.
    public var maxCheckinUsers: Int?
    /// Which time of a report a window means.
    public var journalInstant = JournalInstant.reportTime
    /// Whom a filter by department means.
    public var journalDepartment = DepartmentFilter.exact
    /// Of `record_file_id` on Tencent Meeting.
    public var corpFileID = IDSpelling.string
    /// So many of the first rows are not there yet when page 1 is asked, and one more arrives
    /// before each further page: rows shift, and the last of a page is the first of the next.
    public var corpArrivals = 0
    /// Of all endpoints.
    public var optionalFields = OptionalFields.absent
    /// Of check-ins, captures and recordings; journals ascend by submission (FACTS).
    public var rowOrder = RowOrder.natural
    /// Fields that no page names, in every list's answer and its rows: services grow.
    public var unknownFields = false
    /// What gettoken answers to a wrong secret: 40001 or 40091.
    public var wrongSecretCode = 40_001
    /// What Tencent Meeting answers to a timestamp and nonce used before: 190301 or 200002.
    public var replayCode = 190_301

    /// The pages as they are most plainly read.
    public init() {}
}

extension SandboxReadings {
    func takes(_ seconds: Int, on endpoint: SandboxEndpoint) -> Bool {
        longestSpans[endpoint].map { seconds <= $0 } ?? true
    }
}
