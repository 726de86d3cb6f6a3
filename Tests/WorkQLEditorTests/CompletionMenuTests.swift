import Testing

@testable import WorkQLEditor

@Suite struct CompletionMenuTests {
    @Test func commonBeginning() {
        func common(_ texts: [String]) -> String {
            Completion(candidates: texts.map { .init(text: $0) }, replaced: 0..<0).commonPrefix
        }
        #expect(common([]) == "")
        #expect(common(["打卡时间", "打卡地点"]) == "打卡")
        #expect(common(["ab", "b"]) == "")
    }

    private func menu(
        _ candidates: [Completion.Candidate], columns: Int, height: Int
    ) -> [String] {
        CompletionMenu.rows(of: candidates, columns: columns, height: height).map {
            $0.map(\.text).joined()
        }
    }

    private let words = ["上班", "b", "cc", "d", "e"].map { Completion.Candidate(text: $0) }

    @Test func menusFitTheScreen() {
        #expect(menu(words, columns: 14, height: 4) == ["上班  b     ", "cc    d     ", "e     "])
        #expect(menu(words, columns: 14, height: 2) == ["上班  b     ", "… 3 more"])
        let described = [Completion.Candidate(text: "userid", description: "who"), words[1]]
        #expect(menu(described, columns: 80, height: 4) == ["userid  who", "b       "])
        let evil = [Completion.Candidate(text: "\u{1B}[2J")]
        #expect(menu(evil, columns: 80, height: 4) == [#"\u{1B}[2J  "#])
    }

    @Test func descriptionsShareTheRows() {
        let described = [
            ("checkin_time", "打卡时间 · when it was"), ("lat", "latitude in degrees"),
            ("lng", "longitude in degrees"), ("notes", "打卡备注"),
        ].map { Completion.Candidate(text: $0.0, description: $0.1) }
        // Enough space for all: one a row.
        #expect(
            menu(described, columns: 40, height: 4) == [
                "checkin_time  打卡时间 · when it was", "lat           latitude in degrees",
                "lng           longitude in degrees", "notes         打卡备注",
            ])
        // Truncated by columns of the screen, not by characters.
        #expect(
            menu(described, columns: 30, height: 4)[0] == "checkin_time  打卡时间 · whe…")
        // Too few rows: two a row, with the remaining space for descriptions.
        #expect(
            menu(described, columns: 60, height: 2) == [
                "checkin_time  打卡时间 · w…  lat           latitude in …",
                "lng           longitude in…  notes         打卡备注",
            ])
        // No space remains for descriptions.
        #expect(
            menu(described, columns: 32, height: 2) == [
                "checkin_time  lat           ", "lng           notes         ",
            ])
        #expect(
            menu(described, columns: 20, height: 2) == ["checkin_time  ", "… 3 more"])
    }

    /// No row reaches the last column of the screen, where terminals wrap.
    @Test(arguments: 2...90) func rowsStayOnTheScreen(_ columns: Int) {
        let many = (1...40).map {
            Completion.Candidate(
                text: "打卡记录\($0)", description: $0 % 3 == 0 ? "" : "说明 in words \($0)")
        }
        for height in [1, 2, 5, 12, 40] {
            let rows = CompletionMenu.rows(of: many, columns: columns, height: height)
            #expect(rows.count <= max(2, height))
            for row in rows where row.first?.text != "…" {
                #expect(row.reduce(0) { $0 + $1.width } < max(columns, 4))
            }
        }
    }
}
