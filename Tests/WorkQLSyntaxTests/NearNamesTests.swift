import Testing
import WorkQLSyntax

@Suite struct NearNamesTests {
    private static let columns = [
        "userid", "groupname", "checkin_type", "exception_type", "checkin_time", "notes", "lat",
        "lng", "id", "打卡时间",
    ]

    @Test(arguments: [
        ("useridd", "userid"), ("usreid", "userid"), ("USERIDD", "userid"), ("user", "userid"),
        ("note", "notes"), ("lst", "lat"), ("checkintime", "checkin_time"), ("打卡时", "打卡时间"),
        ("打咔时间", "打卡时间"), ("exceptiontypes", "exception_type"), ("userid", "userid"),
        ("except", "exception_type"),
    ]) func finds(_ word: String, _ meant: String) {
        #expect(nearest(word, in: Self.columns) == meant)
    }

    @Test(arguments: ["", "x", "i", "department", "qqqq", "checkin", "时间"])
    func findsNothing(_ word: String) {
        #expect(nearest(word, in: Self.columns) == nil)
    }

    @Test func prefersTheNearest() {
        #expect(nearest("cast", in: ["last", "casts", "past"]) == "last")
        #expect(nearest("tables", in: ["cable", "table"]) == "table")
        #expect(nearest("a", in: [String]()) == nil)
    }
}
