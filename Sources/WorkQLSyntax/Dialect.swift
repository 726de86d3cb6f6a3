/// Whose spellings a text is read with.
package enum Dialect: Sendable {
    /// The language of grammar.md.
    case workql
    /// The same with what PostgreSQL's clients write: `= ANY ($1)`, `ARRAY[…]`, `x::regclass`,
    /// `OPERATOR(pg_catalog.~)`, `E'\n'`. Names without quotes are folded to lowercase.
    ///
    /// These are no part of the language, because each is one more way to write what it has a word
    /// for, and a reader of scripts would have to know both. What has an equal in the tree becomes
    /// that: `x = ANY (ARRAY['a'])` is `x IN ('a')`. The rest becomes calls of functions that only
    /// the catalog of the server has.
    case postgreSQL
}
