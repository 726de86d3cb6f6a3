import TestSupport
import Testing

@testable import WorkQLServer

/// The field P of errors: the character of the client's text where the mistake begins, as psql
/// marks it under LINE 1.
@Suite struct ErrorPositionTests {
    /// `‹` stands before what is wrong.
    private static let statements = [
        "SELECT ‹nosuch FROM checkin SINCE 1d",
        "SELECT current_user, ‹nosuch FROM checkin SINCE 1d",
        "SELECT version(), 1 + ‹nosuch FROM checkin SINCE 1d",
        "SELECT  current_user ,current_database( ) , pg_backend_pid(), ‹nosuch FROM checkin SINCE 1d",
        "SELECT count(*)::int, userid FROM checkin WHERE userid = current_user AND ‹nosuch > 1 "
            + "SINCE 1d",
        "SELECT '统计', current_user, ‹nosuch FROM checkin SINCE 1d",
        "SELECT 1; SELECT '统计', session_user, ‹nosuch FROM checkin SINCE 1d",
        "SELECT x.a FROM (SELECT current_user AS a) x WHERE ‹nosuch = 1",
        "SELECT a FROM (SELECT 1 AS a) x WHERE a = (SELECT ‹nosuch) AND current_role <> ''",
        "SELECT current_catalog, upper(‹nosuch) FROM (SELECT 1 AS a) x",
        "SELECT current_user FROM ‹nosuch SINCE 1d",
        "SELECT user, ‹nosuch(1) FROM checkin SINCE 1d",
        "SELECT current_schema, CAST(‹nosuch AS integer) FROM checkin SINCE 1d",
        "WITH c AS (SELECT current_user AS u FROM checkin SINCE 1d) SELECT ‹nosuch FROM c",
        "SELECT current_user UNION SELECT ‹nosuch FROM checkin SINCE 1d",
        "EXPLAIN SELECT ‹nosuch FROM checkin SINCE 1d",
        "EXPLAIN (CALLS) SELECT current_user, ‹nosuch FROM checkin SINCE 1d",
        "EXPLAIN ANALYZE SELECT current_user, ‹nosuch FROM checkin SINCE 1d",
        "COPY (SELECT '统计', ‹nosuch FROM checkin SINCE 1d) TO STDOUT",
        "COPY (SELECT current_user, ‹nosuch FROM checkin SINCE 1d) TO STDOUT (FORMAT csv)",
        "BEGIN; DECLARE c CURSOR FOR SELECT user, ‹nosuch FROM checkin SINCE 1d",
        "PREPARE p AS SELECT 1 FROM checkin WHERE ‹) SINCE 1d",
        "/* 说明 */ SELECT current_user -- x\n, ‹nosuch FROM checkin SINCE 1d",
        "DECLARE c CURSOR WITH HOLD FOR SELECT ‹nosuch FROM checkin SINCE 1d",
    ]

    private static func split(_ text: String) -> (text: String, position: Int) {
        let position = text.unicodeScalars.prefix { $0 != "‹" }.count + 1
        return (text.replacing("‹", with: ""), position)
    }

    @Test("Errors of simple queries mark what is wrong", arguments: statements)
    func simple(_ written: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let (text, position) = Self.split(written)
            for catalog in [nil, TableCatalogHandler()] {
                let wire = try Wire(harness, catalog: catalog)
                let error = try #require(try await wire.query(text).first { $0.type == "E" })
                #expect(error.fields["P"] == "\(position)", "\(error.fields)")
            }
        }
    }

    @Test(
        "Errors of the extended protocol do so too",
        arguments: statements.filter { !$0.contains(";") })
    func extended(_ written: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let (text, position) = Self.split(written)
            let wire = try Wire(harness, catalog: TableCatalogHandler())
            let answer = try await wire.all(
                [.parse(text), .bind(), .execute(), .sync])
            let error = try #require(answer.first { $0.type == "E" })
            #expect(error.fields["P"] == "\(position)", "\(error.fields)")
        }
    }

    @Test(
        "Errors of statements for the catalog mark a name that is written once",
        arguments: [
            "SELECT ‹nosuch FROM pg_class", "SELECT '统计', ‹nosuch", "EXPLAIN SELECT ‹nosuch",
            "SELECT a.oid, ‹b.nosuch FROM pg_class a JOIN pg_class b ON a.oid = b.oid",
            "SELECT * FROM ‹information_schema.nosuch", "SELECT ‹oid FROM pg_class a, pg_class b",
            "SELECT relname FROM pg_class GROUP BY relname HAVING ‹nosuch = 1",
        ])
    func catalog(_ written: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let (text, position) = Self.split(written)
            let wire = try Wire(harness, catalog: TableCatalogHandler())
            let error = try #require(try await wire.query(text).first { $0.type == "E" })
            #expect(error.fields["P"] == "\(position)", "\(error.fields)")
        }
    }

    @Test(
        "What no text of the client is about has no position",
        arguments: [
            "COPY nosuch TO STDOUT", "COPY checkin (nosuch) TO STDOUT",
            "SELECT nosuch FROM pg_class WHERE nosuch = 1",
        ])
    func nowhere(_ text: String) async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness, catalog: TableCatalogHandler())
            let error = try #require(try await wire.query(text).first { $0.type == "E" })
            #expect(error.fields["P"] == nil, "\(error.fields)")
        }
    }

    @Test("Errors of statements that were sent earlier mark nothing in the text of now")
    func earlier() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness, catalog: TableCatalogHandler())
            _ = try await wire.query(
                "PREPARE p AS SELECT CAST(userid AS integer), current_user FROM checkin "
                    + "WHERE userid = 'lisi' SINCE 9d")
            for text in ["EXECUTE p", "EXECUTE nosuch", "DEALLOCATE nosuch"] {
                let error = try #require(try await wire.query(text).first { $0.type == "E" })
                #expect(error.fields["P"] == nil, "\(error.fields)")
            }
        }
    }

    @Test("Functions of the session name their columns")
    func names() async throws {
        try await Harness.with(try await Harness()) { harness in
            let wire = try Wire(harness, catalog: TableCatalogHandler())
            let answer = try await wire.ask(
                .query("SELECT current_user, version() <> '' AS v, date '2026-08-01' + 1 AS d"))
            #expect(answer.first == "T current_user 25 0, v 16 0, d 1082 0")
            let other = try await wire.ask(
                .query("SELECT current_user, pg_backend_pid() FROM (SELECT 1 + 1) x"))
            #expect(other.prefix(2) == ["T current_user 25 0, pg_backend_pid 23 0", "D lisa|1"])
        }
    }
}
