/// The dialect in which a text is parsed.
package enum Dialect: Sendable {
    /// The language of grammar.md.
    case workql
    /// The same language with the syntax of PostgreSQL's clients: `= ANY ($1)`, `ARRAY[…]`,
    /// `x::regclass`, `OPERATOR(pg_catalog.~)`, `E'\n'`. Unquoted names are folded to lowercase.
    ///
    /// This syntax is not part of the language, because each construct is a second way to write
    /// something that the language already has, and readers of scripts would have to know both. A
    /// construct with an equivalent in the tree becomes that: `x = ANY (ARRAY['a'])` is `x IN
    /// ('a')`. The others become calls of functions that only the catalog of the server has.
    case postgreSQL
}
