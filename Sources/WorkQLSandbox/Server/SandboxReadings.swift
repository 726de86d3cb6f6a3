/// The sandbox's interpretation of what the pages and FACTS leave open.
///
/// A client must be correct under each of them.
public struct SandboxReadings: Sendable, Hashable {
    /// Whether the end of a window is included.
    public enum WindowEnd: String, Sendable, Hashable, CaseIterable {
        /// Both ends are included.
        case closed
        /// The end is not included.
        case halfOpen
    }

    /// The check-ins that a window selects; all but `instant` return rows from outside it and, if
    /// requested without padding, omit rows from inside.
    public enum CheckinWindow: String, Sendable, Hashable, CaseIterable {
        case instant
        /// Those of the attendance days that begin in the window; each rule cuts its own days.
        case attendanceDay
        /// Those of the attendance days that overlap the window: the response measured in
        /// fixtures/community.
        case attendanceDayTouched
        /// Those of the attendance days that are completely in the window, from one cut to the
        /// next: the reason why a check-in at 00:35 is in neither of two adjacent windows (WxJava
        /// issue 3046).
        case attendanceDayWhole
    }

    /// The unit of a time.
    public enum TimeUnit: String, Sendable, Hashable, CaseIterable { case seconds, milliseconds }

    /// The names of the lists of record/list.
    public enum MeetingSpelling: String, Sendable, Hashable, CaseIterable {
        /// record_meetings and record_files, as in the page's example.
        case example
        /// record_list and record_file_list, as in the page's table.
        case table
    }

    /// The combination of a filter by people with one by departments.
    public enum BothLists: String, Sendable, Hashable, CaseIterable {
        /// Refused with 40058, and a violation: FACTS say that both must never be sent.
        case refused
        case and, or
    }

    /// The treatment of users who are not visible to the app.
    public enum OutOfScope: String, Sendable, Hashable, CaseIterable {
        /// One unknown or hidden user fails the whole call with 301021.
        case refused
        /// Rows are missing, without an indication.
        case absent
    }

    /// Whether a filter by department means the department alone or includes those below it.
    public enum DepartmentFilter: String, Sendable, Hashable, CaseIterable { case exact, subtree }

    /// The time of a report to which a window refers.
    public enum JournalInstant: String, Sendable, Hashable, CaseIterable {
        case reportTime, submitTime
    }

    /// The encoding of a long identifier.
    public enum IDSpelling: String, Sendable, Hashable, CaseIterable {
        case string
        /// A JSON number above 2^53.
        case number
    }

    /// The encoding of an optional field without a value.
    public enum OptionalFields: String, Sendable, Hashable, CaseIterable {
        case absent
        /// 0 or "".
        case empty
    }

    /// The order of rows.
    public enum RowOrder: String, Sendable, Hashable, CaseIterable {
        /// Check-ins by user as requested and then by time, all else newest first.
        case natural
        case newestFirst, oldestFirst, byUser
    }

    /// A change of a check-in after it was first returned.
    public struct Correction: Sendable, Hashable {
        /// The kind of change.
        public enum Kind: Sendable, Hashable {
            /// The row no longer exists.
            case removed
            /// The exception was removed (补卡), and a note says so.
            case approved
        }

        /// The person of the check-in.
        public var userid: String
        /// The time of the check-in, in seconds.
        public var checkinTime: Int
        /// The kind of change.
        public var kind: Kind

        /// - Parameter checkinTime: seconds, as first returned.
        public init(userid: String, checkinTime: Int, kind: Kind) {
            self.userid = userid
            self.checkinTime = checkinTime
            self.kind = kind
        }
    }

    /// The number of rows in a page of a list, compared with the requested limit.
    public enum PageRows: String, Sendable, Hashable, CaseIterable {
        case asked
        /// Half of the limit.
        case fewer
        /// A quarter more than the limit.
        case more
    }

    /// A row that is added or removed while the pages of its list are read.
    public struct Change: Sendable, Hashable {
        /// The kind of change.
        public enum Kind: Sendable, Hashable { case added, removed }

        /// The kind of change.
        public var kind: Kind
        /// The index of the row, counted from 0 in the list's order.
        public var index: Int
        /// The number of responses about the list after which the change happens.
        public var after: Int

        /// - Parameters:
        ///   - index: counted from 0 in the list's order.
        ///   - after: the number of responses about the list.
        public init(_ kind: Kind, _ index: Int, after: Int) {
            self.kind = kind
            self.index = index
            self.after = after
        }
    }

    /// The rows of every list that are added or removed while its pages are read. Cursors stay at
    /// their row, and numbered pages are counted again.
    public var changes: [Change] = []
    /// The number of rows in pages, for all lists with pages.
    public var pageRows = PageRows.asked
    /// Whether the first page of a list with cursors, except for journals, is empty and has the
    /// cursor at which the rows begin.
    public var emptyFirstPage = false
    /// The check-ins that are returned with changes from now on.
    public var corrections: [Correction] = []
    /// Whether the end of a window is included, for all endpoints.
    public var windowEnd = WindowEnd.closed
    /// The check-ins that a window selects.
    public var checkinWindow = CheckinWindow.attendanceDay
    /// The treatment of invisible users in check-ins; unknown users are treated in the same way.
    public var checkinOutOfScope = OutOfScope.refused
    /// The treatment of invisible users and departments in screen captures.
    public var screenCaptureOutOfScope = OutOfScope.absent
    /// The unit of `time` in captures.
    public var screenCaptureTime = TimeUnit.seconds
    /// The combination of filters by users and by departments.
    public var screenCaptureLists = BothLists.refused
    /// The spelling of list names in WeCom recordings.
    public var meetingSpelling = MeetingSpelling.example
    /// The instant of a WeCom recording to which a window refers.
    public var meetingInstant = RecordingInstant.meetingStart
    /// The instant of a recording on Tencent Meeting to which a window refers.
    public var corpInstant = RecordingInstant.meetingStart
    /// The longest span of a journal window, in days: 28, 30 or 31 are "one month".
    public var journalMonth = 28
    /// The longest spans in seconds that a service accepts, if it accepts less than its page says:
    /// a longer one returns the page's own error and is not a violation.
    public var longestSpans: [SandboxEndpoint: Int] = [:]
    /// The maximum number of users in a call of check-ins, if it is less than the page says; a call
    /// with more is treated in the same way.
    public var maxCheckinUsers: Int?
    /// The time of a report to which a window refers.
    public var journalInstant = JournalInstant.reportTime
    /// The people to whom a filter by department refers.
    public var journalDepartment = DepartmentFilter.exact
    /// The encoding of `record_file_id` on Tencent Meeting.
    public var corpFileID = IDSpelling.string
    /// The number of first rows that do not exist yet when page 1 is requested; one more is added
    /// before each further page: rows shift, and the last of a page is the first of the next.
    public var corpArrivals = 0
    /// The encoding of optional fields, for all endpoints.
    public var optionalFields = OptionalFields.absent
    /// The order of check-ins, captures and recordings; journals ascend by submission (FACTS).
    public var rowOrder = RowOrder.natural
    /// Whether all list responses and their rows have fields that no page names, as in a newer
    /// version of a service.
    public var unknownFields = false
    /// The code of gettoken for a wrong secret: 40001 or 40091.
    public var wrongSecretCode = 40_001
    /// The code of Tencent Meeting for a reused timestamp and nonce: 190301 or 200002.
    public var replayCode = 190_301

    /// Creates the most literal interpretation of the pages.
    public init() {}
}

extension SandboxReadings {
    func takes(_ seconds: Int, on endpoint: SandboxEndpoint) -> Bool {
        longestSpans[endpoint].map { seconds <= $0 } ?? true
    }
}
