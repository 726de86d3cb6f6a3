import Testing
import WorkQLCatalog
import WorkQLPages

@testable import WorkQLAPI

/// Columns that only distinguish rows are decoded only if no other columns do.
@Suite struct BriefDecoderTests {
    private let table = Table.named("checkin")
    private var columns: [Int] {
        table.indices("userid", "checkin_type", "checkin_time", "groupid", "deviceid")
    }
    private var deferred: Set<Int> { Set(table.indices("groupid", "deviceid")) }

    private func row(
        _ user: String, _ type: String, _ time: Int, group: Int = 1, device: String = "A"
    ) -> String {
        #"{"userid":"\#(user)","checkin_type":"\#(type)","checkin_time":\#(time),"#
            + #""groupid":\#(group),"deviceid":"\#(device)"}"#
    }

    private func answer(_ rows: [String]) -> String {
        #"{"errcode":0,"errmsg":"ok","checkindata":[\#(rows.joined(separator: ","))]}"#
    }

    private func decode(_ rows: [String]) throws -> Answer? {
        let decoder = try #require(
            try BriefDecoder(table, columns: columns, without: deferred))
        return try decoder.decode(Array(answer(rows).utf8), to: .of(table, 1, 2))
    }

    @Test func differentTimesAndUsersAreEnough() throws {
        let rows = [
            row("zhangsan", "上班打卡", 1_492_617_610), row("zhangsan", "上班打卡", 1_492_617_611),
            row("lisi", "上班打卡", 1_492_617_610),
        ]
        let page = try #require(try decode(rows)).page
        #expect(page.hasDistinctRows)
        #expect(page.count == 3)
        #expect(WorkQLAPITests.rows(page)[2] == ["lisi", "上班打卡", "1492617610000", "NULL", "NULL"])
    }

    @Test func aSecondTypeInTheSameSecondIsEnough() throws {
        let rows = [row("lisi", "上班打卡", 1_492_617_610), row("lisi", "外出打卡", 1_492_617_610)]
        #expect(try decode(rows)?.page.hasDistinctRows == true)
    }

    @Test(arguments: [("B", 1), ("A", 2), ("A", 1)])
    func alikeRowsAreLookedAtWhole(_ device: String, _ group: Int) throws {
        let rows = [
            row("lisi", "上班打卡", 1_492_617_610),
            row("lisi", "上班打卡", 1_492_617_610, group: group, device: device),
        ]
        #expect(try decode(rows) == nil)
    }

    @Test func rowsWithoutATimeAreLookedAtWhole() throws {
        #expect(try decode([row("lisi", "未打卡", 0), row("lisi", "上班打卡", 1_492_617_610)]) == nil)
        #expect(try decode([])?.page.count == 0)
    }

    @Test func errorsAreToldAtOnce() throws {
        let decoder = try #require(
            try BriefDecoder(table, columns: columns, without: deferred))
        let text = #"{"errcode":45009,"errmsg":"api freq out of limit"}"#
        let answer = try decoder.decode(Array(text.utf8), to: .of(table, 1, 2))
        #expect(answer?.codes == [45009])
    }

    /// A record that two answers of one fetch can both contain is identified by all of its identity
    /// columns.
    @Test func notBesideOtherAnswers() throws {
        let decoder = try #require(
            try BriefDecoder(table, columns: columns, without: deferred))
        decoder.isEnough = false
        let body = Array(answer([row("lisi", "上班打卡", 1_492_617_610)]).utf8)
        #expect(try decoder.decode(body, to: .of(table, 1, 2)) == nil)
    }

    @Test func onlyWhereAnAnswerIsWholeAndRowsHaveTheirTime() throws {
        #expect(try BriefDecoder(table, columns: columns, without: []) == nil)
        let journal = Table.named("journal")
        #expect(
            try BriefDecoder(
                journal, columns: journal.allIndices, without: Set(journal.indices("creator")))
                == nil
        )
        let time = Set(table.indices("checkin_time"))
        #expect(try BriefDecoder(table, columns: columns, without: time) == nil)
    }
}
