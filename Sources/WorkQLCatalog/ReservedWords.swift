/// Words that the language keeps to itself. The parser's own list is the law; that this one says the
/// same is tested.
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
