/// The reserved words of the language. The parser's own list is authoritative; a test checks that
/// this one is equal.
package enum ReservedWords {
    package static let all: Set<String> = [
        "all", "and", "as", "between", "case", "cast", "compare", "cross", "distinct", "during",
        "else", "end", "except", "exists", "false", "fetch", "from", "full", "group", "having",
        "in", "inner", "intersect", "is", "join", "left", "like", "limit", "natural", "not",
        "null", "offset", "on", "or", "order", "pivot", "qualify", "right", "select", "since",
        "then",
        "through", "timeseries", "true", "try_cast", "union", "unpivot", "until", "using", "when",
        "where",
        "window", "with",
    ]
}
