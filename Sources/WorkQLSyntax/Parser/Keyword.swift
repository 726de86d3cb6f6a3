import WorkQLTime

/// The keywords, spelled as they are printed.
///
/// Most are keywords only where the grammar expects one: `date`, `first` or `today` can be names of
/// columns like any other word. See ``isReserved`` for the rest.
enum Keyword: String, CaseIterable, Sendable {
    // Reserved.
    case all = "ALL"
    case and = "AND"
    case `as` = "AS"
    case between = "BETWEEN"
    case `case` = "CASE"
    case cast = "CAST"
    case compare = "COMPARE"
    case cross = "CROSS"
    case distinct = "DISTINCT"
    case during = "DURING"
    case `else` = "ELSE"
    case end = "END"
    case except = "EXCEPT"
    case exists = "EXISTS"
    case `false` = "FALSE"
    case fetch = "FETCH"
    case from = "FROM"
    case full = "FULL"
    case group = "GROUP"
    case having = "HAVING"
    case `in` = "IN"
    case inner = "INNER"
    case intersect = "INTERSECT"
    case `is` = "IS"
    case join = "JOIN"
    case left = "LEFT"
    case like = "LIKE"
    case limit = "LIMIT"
    case natural = "NATURAL"
    case not = "NOT"
    case null = "NULL"
    case offset = "OFFSET"
    case on = "ON"
    case or = "OR"
    case order = "ORDER"
    case pivot = "PIVOT"
    case qualify = "QUALIFY"
    case right = "RIGHT"
    case select = "SELECT"
    case since = "SINCE"
    case then = "THEN"
    case through = "THROUGH"
    case timeseries = "TIMESERIES"
    case `true` = "TRUE"
    case tryCast = "TRY_CAST"
    case union = "UNION"
    case unpivot = "UNPIVOT"
    case until = "UNTIL"
    case using = "USING"
    case when = "WHEN"
    case `where` = "WHERE"
    case window = "WINDOW"
    case with = "WITH"
    // Keywords in their contexts, names elsewhere.
    case ago = "AGO"
    case analyze = "ANALYZE"
    case asc = "ASC"
    case at = "AT"
    case by = "BY"
    case calls = "CALLS"
    case columns = "COLUMNS"
    case copy = "COPY"
    case current = "CURRENT"
    case date = "DATE"
    case desc = "DESC"
    case describe = "DESCRIBE"
    case escape = "ESCAPE"
    case exclude = "EXCLUDE"
    case explain = "EXPLAIN"
    case fill = "FILL"
    case filter = "FILTER"
    case first = "FIRST"
    case following = "FOLLOWING"
    case forget = "FORGET"
    case format = "FORMAT"
    case functions = "FUNCTIONS"
    case groups = "GROUPS"
    case ilike = "ILIKE"
    case interval = "INTERVAL"
    case last = "LAST"
    case `let` = "LET"
    case next = "NEXT"
    case now = "NOW"
    case nulls = "NULLS"
    case only = "ONLY"
    case outer = "OUTER"
    case over = "OVER"
    case param = "PARAM"
    case partition = "PARTITION"
    case period = "PERIOD"
    case preceding = "PRECEDING"
    case previous = "PREVIOUS"
    case quota = "QUOTA"
    case range = "RANGE"
    case recursive = "RECURSIVE"
    case refresh = "REFRESH"
    case regexp = "REGEXP"
    case replace = "REPLACE"
    case reset = "RESET"
    case row = "ROW"
    case rows = "ROWS"
    case run = "RUN"
    case save = "SAVE"
    case set = "SET"
    case settings = "SETTINGS"
    case show = "SHOW"
    case store = "STORE"
    case summarize = "SUMMARIZE"
    case tables = "TABLES"
    case this = "THIS"
    case time = "TIME"
    case timestamp = "TIMESTAMP"
    case timezone = "TIMEZONE"
    case to = "TO"
    case today = "TODAY"
    case tomorrow = "TOMORROW"
    case unbounded = "UNBOUNDED"
    case values = "VALUES"
    case yesterday = "YESTERDAY"
    case monday = "MONDAY"
    case tuesday = "TUESDAY"
    case wednesday = "WEDNESDAY"
    case thursday = "THURSDAY"
    case friday = "FRIDAY"
    case saturday = "SATURDAY"
    case sunday = "SUNDAY"

    /// Whether the word is a name only between double quotes: it begins or continues an expression
    /// or a clause in a position where a name is possible too.
    var isReserved: Bool {
        switch self {
        case .all, .and, .as, .between, .case, .cast, .compare, .cross, .distinct, .during, .else,
            .end, .except, .exists, .false, .fetch, .from, .full, .group, .having, .in, .inner,
            .intersect, .is, .join, .left, .like, .limit, .natural, .not, .null, .offset, .on, .or,
            .order, .pivot, .qualify, .right, .select, .since, .then, .through, .timeseries, .true,
            .tryCast, .union, .unpivot, .until, .using, .when, .where, .window, .with:
            true
        default: false
        }
    }

    private static let longest = 10
    private static let bySpelling = Dictionary(
        uniqueKeysWithValues: allCases.map { ($0.rawValue, $0) })

    /// Returns the keyword that these bytes spell, in any case.
    init?(spelledBy bytes: ArraySlice<UInt8>) {
        guard (2...Keyword.longest).contains(bytes.count),
            bytes.allSatisfy({ $0.isASCIILetter || $0 == 0x5F })
        else { return nil }
        let upper = String(unsafeUninitializedCapacity: bytes.count) { buffer in
            for (index, byte) in bytes.enumerated() { buffer[index] = byte & 0xDF }
            return bytes.count
        }
        guard let found = Keyword.bySpelling[upper] else { return nil }
        self = found
    }

    /// The number of the day of the week that the word names; 1 is Monday.
    var weekday: Int? {
        switch self {
        case .monday: 1
        case .tuesday: 2
        case .wednesday: 3
        case .thursday: 4
        case .friday: 5
        case .saturday: 6
        case .sunday: 7
        default: nil
        }
    }
}
