import Foundation
import TestSupport
import Testing
import WorkQLCatalog
import WorkQLSyntax

@testable import WorkQLServer

/// The file of `--users`: what its lines say, and what is said of lines that are wrong.
@Suite struct ServerUsersTests {
    private static let verifier = ServerUsers.verifier(of: "s3cret")

    private static func users(_ text: String) throws(UserError) -> ServerUsers {
        try ServerUsers(text.replacing("@", with: verifier))
    }

    /// With the line ends of either system, and with a mark at the beginning.
    @Test(arguments: ["\n", "\r\n"], ["", "\u{FEFF}"])
    func linesNameUsersAndTheirOptions(_ end: String, _ mark: String) throws {
        let text = """
            # Who may connect

            lisa\t@
            intern @ hide=journal,Checkin.Notes departments=2,7 day-calls=100 departments=9
              boss   @  statement-calls=5 connection-calls=50

            """
        let users = try Self.users(mark + text.replacing("\n", with: end))
        #expect(users.verifier(of: "lisa").text == Self.verifier)
        #expect(!users.rules(of: "lisa").isRestricted)
        let intern = users.rules(of: "intern")
        #expect(intern.hidden == ["journal", "checkin.notes"])
        #expect(intern.departments == [2, 7, 9])
        #expect(intern.limits.day == 100 && intern.isRestricted)
        let boss = users.rules(of: "boss").limits
        #expect(boss.statement == 5 && boss.connection == 50 && boss.day == nil)
        try users.check(against: .builtIn)
        // Nobody learns from the answer whether there is such a user.
        #expect(users.verifier(of: "nobody").text != users.verifier(of: "lisa").text)
        #expect(users.verifier(of: "nobody").text == users.verifier(of: "nobody").text)
    }

    @Test(arguments: [
        ("", "the file names no user"), ("# lisa @", "the file names no user"),
        ("lisa", "line 1 is not a name and a verifier"),
        ("lisa @\nwangwu s3cret", "line 2 is not a name and a verifier"),
        ("lisa @\nwangwu SCRAM-SHA-256$4096:", "line 2 is not a name and a verifier"),
        ("lisa md5d41d8cd98f00b204e9800998ecf8427e", "line 1 is not a name and a verifier"),
        ("lisa @\n\nlisa @", "line 3 names lisa a second time"),
        ("lisa @ hide", "line 1: \"hide\" is not an option of a user"),
        ("lisa @ hide=", "line 1: \"hide=\" is not an option of a user"),
        ("lisa @ Hide=journal", "line 1: \"Hide=journal\" is not an option of a user"),
        ("lisa @ readonly", "line 1: \"readonly\" is not an option of a user"),
        ("lisa @ departments=研发", "line 1: \"研发\" is not a list of ids of departments"),
        ("lisa @ departments=2,x", "line 1: \"2,x\" is not a list of ids of departments"),
        ("lisa @ departments=", "line 1: \"\" is not a list of ids of departments"),
        ("lisa @ day-calls=-1", "line 1: \"-1\" is not a number of calls"),
        ("lisa @ day-calls=many", "line 1: \"many\" is not a number of calls"),
        ("lisa @ statement-calls", "line 1: \"\" is not a number of calls"),
    ])
    func wrongLinesAreNamed(_ text: String, _ message: String) throws {
        do throws(UserError) {
            _ = try Self.users(text)
            Issue.record("\(text) is taken")
        } catch {
            #expect(error.kind == .configuration && error.message == message)
            // A password in place of a verifier is not repeated.
            #expect(!"\(error.message) \(error.help ?? "")".contains("s3cret"))
        }
    }

    @Test(arguments: [
        ("hide=payroll", "line 1: table \"payroll\" does not exist"),
        ("hide=checkin.salary", "line 1: checkin has no column salary"),
        ("hide=wecom.checkin.notes", "line 1: table \"wecom\" does not exist"),
        (
            "hide=checkin.userid",
            "line 1: checkin.userid cannot be hidden, because ranges or keys of requests name it"
        ),
        (
            "hide=checkin.checkin_time",
            "line 1: checkin.checkin_time cannot be hidden, because ranges or keys of requests name it"
        ),
    ])
    func rulesNameWhatThereIs(_ option: String, _ message: String) throws {
        let users = try Self.users("lisa @ \(option)")
        do throws(UserError) {
            try users.check(against: .builtIn)
            Issue.record("\(option) is taken")
        } catch {
            #expect(error.kind == .configuration && error.message == message)
        }
    }
}
