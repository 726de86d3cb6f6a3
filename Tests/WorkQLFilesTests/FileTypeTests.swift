import TestSupport
import Testing
import WorkQLPlanner
import WorkQLSyntax
import WorkQLTime

@testable import WorkQL
@testable import WorkQLFiles

@Suite struct FileTypeTests {
    /// Birthdays are before the times of services.
    @Test(
        arguments: [
            ("birth = '1965-02-15'", 1), ("birth < '1970/1/1'", 1),
            ("birth < DATE '1966-01-01'", 1),
            ("birth IN ('19650215')", 1), ("birth BETWEEN '1900-01-01' AND '2200-12-31'", 2),
            ("birth = DATE '1999-12-31'", 1), ("CAST('1965-02-15' AS date) = birth", 1),
        ] as [(String, Int)])
    func birthdays(_ condition: String, _ expected: Int) async throws {
        let folder = try FileFolder()
        try folder.write(Array("name,birth\n张三,1965-02-15\n李四,1999-12-31\n".utf8), "a.csv")
        try await Harness.with(try await Harness()) { harness in
            let (rows, _) = try await harness.run(
                "SELECT count(*) FROM '\(folder.path)/a.csv' WHERE \(condition)")
            #expect(rows.rows == [["\(expected)"]])
        }
    }

    @Test(
        arguments: [
            (["1", "-20", "0"], "integer", ["1", "-20", "0"]),
            (
                ["12345678901234567", "-12345678901234567"], "integer",
                ["12345678901234567", "-12345678901234567"]
            ),
            // Identity card numbers, a few of which end in X.
            (["110101199003071234"], "text", ["'110101199003071234'"]),
            (["1", "110101199003071234"], "text", ["'1'", "'110101199003071234'"]),
            (["12%", "50%"], "text", ["'12%'", "'50%'"]),
            // Commas between thousands, and full-width digits.
            (["\"1,234\"", "\"12,345,678\"", "7"], "integer", ["1234", "12345678", "7"]),
            (["\"12,000.50\"", "3"], "real", ["12000.5", "3.0"]),
            (["\"-1,234\""], "integer", ["-1234"]),
            (["\"1,23\""], "text", ["'1,23'"]),
            (["\"0,123\""], "text", ["'0,123'"]),
            (["\"1,234\"", "x"], "text", ["'1,234'", "'x'"]),
            (["１０", "2", "３"], "integer", ["10", "2", "3"]),
            (["１．５", "－2", "1"], "real", ["1.5", "-2.0", "1.0"]),
            (["１０号", "2"], "text", ["'１０号'", "'2'"]),
            (["００７"], "text", ["'００７'"]),
            (["３.10101E+17", "1"], "real", ["3.10101e+17", "1.0"]),
            (["是", "否"], "text", ["'是'", "'否'"]),
            (["1", "", " 2 "], "integer", ["1", "NULL", "2"]),
            (["1", "\"\""], "integer", ["1", "NULL"]),
            (["007", "1"], "text", ["'007'", "'1'"]),
            (["+1"], "text", ["'+1'"]),
            (["-0"], "integer", ["0"]), (["-0", "2.5"], "real", ["0.0", "2.5"]),
            (["-00", "1"], "text", ["'-00'", "'1'"]),
            (["1234567890123456789"], "text", ["'1234567890123456789'"]),
            (["1", "1.5", "-.25"], "real", ["1.0", "1.5", "-0.25"]),
            (["1.5e3", "1E+17"], "real", ["1500.0", "1e+17"]),
            (["12e5"], "text", ["'12e5'"]),
            (["1.0e999"], "text", ["'1.0e999'"]),
            (["1.5", "1234567890123456"], "text", ["'1.5'", "'1234567890123456'"]),
            (["1.", "1"], "text", ["'1.'", "'1'"]),
            (["00.5"], "text", ["'00.5'"]),
            (["13800138000", "19912345678"], "text", ["'13800138000'", "'19912345678'"]),
            (["13800138000", "7"], "integer", ["13800138000", "7"]),
            (["138-0013-8000"], "text", ["'138-0013-8000'"]),
            (["true", "FALSE", "", "True"], "boolean", ["1", "0", "NULL", "1"]),
            (["true", "1"], "text", ["'true'", "'1'"]),
            (["truth"], "text", ["'truth'"]),
            (["2026-08-01", "2026/8/1"], "date", ["'2026-08-01'", "'2026-08-01'"]),
            (
                ["2024年3月5日", "2024年12月31日", "2024 年 3 月 6 日", "2024年3月7号"], "date",
                ["'2024-03-05'", "'2024-12-31'", "'2024-03-06'", "'2024-03-07'"]
            ),
            (["2024年2月30日"], "text", ["'2024年2月30日'"]),
            (["2024年3月"], "text", ["'2024年3月'"]),
            (["2024年3月5日 9:00", "2024年3月5日09:30:15"], "timestamp", ["1709600400", "1709602215"]),
            (["2026/08/03 星期一", "2026-08-04 周二"], "date", ["'2026-08-03'", "'2026-08-04'"]),
            (["２０２６-０８-０１"], "date", ["'2026-08-01'"]),
            (["20260804"], "integer", ["20260804"]),
            (
                ["9:00", "09:00:30", "9:00:00.250", "23:59", ""], "time",
                ["'09:00:00'", "'09:00:30'", "'09:00:00.250'", "'23:59:00'", "NULL"]
            ),
            (["9：00", "18:30"], "time", ["'09:00:00'", "'18:30:00'"]),
            (["24:00"], "text", ["'24:00'"]),
            (["9:60"], "text", ["'9:60'"]),
            // a.m. and p.m., as in literals of statements.
            (
                ["9:00", "上午9:30", "下午1:00", "下午 3:05:30", "上午12:10", "下午12:10", "晚上15:00"],
                "time",
                [
                    "'09:00:00'", "'09:30:00'", "'13:00:00'", "'15:05:30'", "'00:10:00'",
                    "'12:10:00'", "'15:00:00'",
                ]
            ),
            (
                ["9:00 AM", "1:00pm", "12:30 Am", "早上8:00"], "time",
                ["'09:00:00'", "'13:00:00'", "'00:30:00'", "'08:00:00'"]
            ),
            (
                ["2026/8/1 下午3:00", "2026年8月1日上午9:00", "2026-08-01 3:00 PM +08:00"], "timestamp",
                ["1785567600", "1785546000", "1785567600"]
            ),
            (["上午13:00"], "text", ["'上午13:00'"]),
            (["下午", "9:00"], "text", ["'下午'", "'9:00'"]),
            (["上班打卡", "早上好"], "text", ["'上班打卡'", "'早上好'"]),
            (["9:00 a", "9:00"], "text", ["'9:00 a'", "'9:00'"]),
            (["0:30 pm"], "text", ["'0:30 pm'"]),
            (["9:00", "late"], "text", ["'9:00'", "'late'"]),
            (["9:00", "2026-08-01"], "text", ["'9:00'", "'2026-08-01'"]),
            (["2026-08-01", "2026-08-01 09:00"], "timestamp", ["1785513600", "1785546000"]),
            (["2026-08-01 09:00", "2026/8/1 9:00:30"], "timestamp", ["1785546000", "1785546030"]),
            (["2026-08-01T09:00:00.25Z"], "timestamp", ["1785574800.25"]),
            (
                ["2026-08-01T09:00:00+0900", "2026-08-01 09:00 +08"], "timestamp",
                ["1785542400", "1785546000"]
            ),
            (["2026-08-01", ""], "date", ["'2026-08-01'", "NULL"]),
            // Birthdays and the end of indefinite contracts, which no statement can write.
            (["1965-02-15", "9999-12-31"], "date", ["'1965-02-15'", "'9999-12-31'"]),
            (
                ["1965-02-15 00:00", "9999-12-31 00:00"], "timestamp",
                ["-153907200", "253402185600"]
            ),
            (["0000-01-01"], "text", ["'0000-01-01'"]),
            (["2026-02-30"], "text", ["'2026-02-30'"]),
            (["2026-08-01", "later"], "text", ["'2026-08-01'", "'later'"]),
            (["2026-08", "today"], "text", ["'2026-08'", "'today'"]),
            (["2026-08-01 24:00"], "text", ["'2026-08-01 24:00'"]),
            (["2026-08-01", "1785513600"], "text", ["'2026-08-01'", "'1785513600'"]),
            (["[1]"], "text", ["'[1]'"]),
        ] as [([String], String, [String])])
    func sniffed(_ values: [String], _ type: String, _ read: [String]) throws {
        let lines = values.map { "key,\($0)\n" }.joined()
        let contents = try FileContents("k,value\n" + lines)
        #expect(contents.columns == ["k text", "value \(type)"])
        #expect(contents.rows.map { $0[1] } == read)
    }

    /// A type that only the last of many rows determines.
    @Test func allRowsCount() throws {
        let lines = (0..<20_000).map { "\($0)\n" }.joined()
        #expect(try FileContents("n\n" + lines).columns == ["n integer"])
        #expect(try FileContents("n\n" + lines + "end\n").columns == ["n text"])
    }

    /// Files and statements interpret the same text in the same way, in every zone with clock
    /// changes.
    @Test(arguments: ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "UTC"])
    func momentsAgreeWithStatements(_ name: String) throws {
        let zone = try Zone(identifier: name)
        let context = TimeContext(now: Instant(milliseconds: 0), zone: zone)
        var numbers = SplitMix64(seed: 7)
        func digits(_ range: ClosedRange<Int>, _ width: Int) -> String {
            let text = String(Int.random(in: range, using: &numbers))
            return String(repeating: "0", count: max(0, width - text.count)) + text
        }
        var read = 0
        for _ in 0..<3000 {
            let separator = Bool.random(using: &numbers) ? "-" : "/"
            let width = Int.random(in: 1...2, using: &numbers)
            var text = [digits(1971...2099, 4), digits(0...13, width), digits(0...32, width)]
                .joined(separator: separator)
            if Int.random(in: 0..<4, using: &numbers) > 0 {
                text += [" ", "T", "t", "  "].randomElement(using: &numbers) ?? ""
                text += digits(0...24, width) + ":" + digits(0...60, 2)
                if Bool.random(using: &numbers) { text += ":" + digits(0...60, 2) }
                text +=
                    ["", "", "Z", " +08:00", "-0330", "+9", "+15:00"]
                    .randomElement(using: &numbers) ?? ""
            }
            var bytes = Array(text.utf8)
            let moment = bytes.withUnsafeMutableBufferPointer {
                WrittenMoment(UnsafeBufferPointer($0)[...])
            }
            #expect(moment?.instant(in: zone) == context.parseTimestamp(text), "\(text)")
            if moment != nil { read += 1 }
        }
        #expect(read > 1000)
    }
}
