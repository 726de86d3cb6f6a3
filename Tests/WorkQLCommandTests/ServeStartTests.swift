import Foundation
import TestSupport
import Testing

@testable import WorkQLServer

/// What keeps `workql serve` from starting: it says so in its own words, before any client.
@Suite struct ServeStartTests {
    private static let verifier = ServerUsers.verifier(of: "s3cret")

    /// A socket that listens as long as the body runs.
    private func listening(_ body: (UInt16) throws -> Void) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        try withUnsafeMutablePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                try #require(bind(descriptor, address, size) == 0)
                try #require(listen(descriptor, 1) == 0)
                try #require(getsockname(descriptor, address, &size) == 0)
            }
        }
        try body(UInt16(bigEndian: address.sin_port))
    }

    @Test func aPortInUseIsNamed() throws {
        try listening { port in
            let run = try CommandRun("serve", "--demo", "--listen", "127.0.0.1:\(port)")
            #expect(run.status == 78)
            #expect(run.output == "")
            #expect(
                run.errors == """
                    error[E1202]: the server cannot listen on 127.0.0.1:\(port): address already \
                    in use
                      = help: choose another address with --listen

                    """)
            let chinese = try CommandRun(
                "serve", "--demo", "--language", "zh", "--listen", "127.0.0.1:\(port)")
            #expect(chinese.errors.contains("服务器无法监听 127.0.0.1:\(port)：地址已被占用"))
        }
    }

    @Test func aSocketThatCannotBeMadeIsNamed() throws {
        try withFolder { folder in
            let run = try CommandRun("serve", "--demo", "--listen", folder + "/none/socket")
            #expect(run.status == 78)
            let words = "cannot listen on \(folder)/none/socket: no such file or directory"
            #expect(run.errors.contains(words), "\(run.errors)")
        }
    }

    /// A port in use ends the start after the file of users was read.
    private func start(_ users: String?, mode: Int = 0o600) throws -> CommandRun {
        try withFolder { folder in
            let path = folder + "/users.txt"
            if let users {
                try users.replacing("@", with: Self.verifier)
                    .write(toFile: path, atomically: true, encoding: .utf8)
                try FileManager.default.setAttributes(
                    [.posixPermissions: mode], ofItemAtPath: path)
            }
            var result: CommandRun?
            try listening { port in
                result = try CommandRun(
                    "serve", "--demo", "--users", path, "--listen", "127.0.0.1:\(port)")
            }
            return try #require(result)
        }
    }

    @Test func theUsersFileIsChecked() throws {
        let good = try start("lisa @\n")
        #expect(good.status == 78)
        #expect(good.errors.contains("address already in use") && !good.errors.contains("warning"))
        let open = try start("lisa @\n", mode: 0o644)
        #expect(open.errors.contains("warning"))
        #expect(open.errors.contains("is readable by other users"))
        #expect(open.errors.contains("chmod 600 "))
        let missing = try start(nil)
        #expect(missing.status == 78)
        #expect(missing.errors.contains("users.txt cannot be read"))
        let wrong = try start("lisa @\nwangwu s3cret\n")
        #expect(wrong.status == 78)
        #expect(wrong.errors.contains("users.txt: line 2 is not a name and a verifier"))
        #expect(wrong.errors.contains("workql serve --password"))
        #expect(!wrong.errors.contains("s3cret"))
        let unknown = try start("lisa @ hide=payroll\n")
        #expect(unknown.status == 78)
        #expect(unknown.errors.contains("line 1: table \"payroll\" does not exist"))
    }
}
