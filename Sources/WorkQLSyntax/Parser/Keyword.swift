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

    /// Returns the keyword that these bytes spell, in any case.
    init?(spelledBy bytes: ArraySlice<UInt8>) {
        guard let spelling = Spelling(bytes),
            let found = Keyword.bySpelling.keyword(spelling)
        else { return nil }
        self = found
    }

    private static let bySpelling = SpellingTable()

    /// The bytes of a keyword in capitals as numbers. Each word of a text is looked up, and most
    /// are none.
    private struct Spelling: Equatable {
        private static let longest = 10

        private(set) var first: UInt64 = 0
        /// The bytes from the ninth on.
        private(set) var rest: UInt64 = 0

        init?(_ bytes: some Collection<UInt8>) {
            guard (2...Self.longest).contains(bytes.count) else { return nil }
            for byte in bytes {
                guard byte.isASCIILetter || byte == 0x5F else { return nil }
                rest = rest << 8 | first >> 56
                first = first << 8 | UInt64(byte & 0xDF)
            }
        }

        var hash: Int {
            let product = (first ^ rest &* 31) &* 0x9E37_79B9_7F4A_7C15
            return Int(truncatingIfNeeded: product >> 54)
        }
    }

    /// All keywords by the hashes of their spellings.
    private struct SpellingTable {
        private var slots: [(spelling: Spelling, keyword: Keyword)?] = Array(
            repeating: nil, count: 1 << 10)

        init() {
            for keyword in Keyword.allCases {
                guard let spelling = Spelling(keyword.rawValue.utf8) else { continue }
                var slot = spelling.hash
                while slots[slot] != nil { slot = (slot + 1) & (slots.count - 1) }
                slots[slot] = (spelling, keyword)
            }
        }

        func keyword(_ spelling: Spelling) -> Keyword? {
            var slot = spelling.hash
            while let found = slots[slot] {
                if found.spelling == spelling { return found.keyword }
                slot = (slot + 1) & (slots.count - 1)
            }
            return nil
        }
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
