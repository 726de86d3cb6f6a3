import Foundation
import TestSupport
import Testing
import WorkQLSyntax

@testable import WorkQLCommand
@testable import WorkQLServer

/// `workql serve` on sockets that another program has opened, as systemd does.
@Suite struct PassedSocketTests {
    /// Opens sockets, passes them as descriptors from 3 on, connects to each, and prints what the
    /// server answers to SELECT 1; then ends the server, and says whether its socket's file is left.
    private static let parent = """
        import os, signal, socket, struct, subprocess, sys, tempfile, time
        folder = tempfile.mkdtemp()
        path = folder + "/s"
        tcp, unix = socket.socket(), socket.socket(socket.AF_UNIX)
        tcp.bind(("127.0.0.1", 0)); tcp.listen()
        unix.bind(path); unix.listen()
        def passed():
            a, b = os.dup(tcp.fileno()), os.dup(unix.fileno())
            a, b = os.dup2(a, 20), os.dup2(b, 21)
            os.dup2(20, 3); os.dup2(21, 4)
            os.set_inheritable(3, True); os.set_inheritable(4, True)
            os.environ["LISTEN_PID"] = str(os.getpid())
            os.environ["LISTEN_FDS"] = "2"
        server = os.fork()
        if server == 0:
            passed()
            os.dup2(os.open("/dev/null", os.O_WRONLY), 2)
            os.execvp(sys.argv[1], [sys.argv[1], "serve", "--demo", "--listen", "127.0.0.1:1"])
        def ask(family, address):
            c = socket.socket(family); c.settimeout(60); c.connect(address)
            body = struct.pack(">i", 196608) + b"user\\0lisa\\0\\0"
            query = b"SELECT 1\\0"
            c.sendall(struct.pack(">i", len(body) + 4) + body)
            c.sendall(b"Q" + struct.pack(">i", len(query) + 4) + query + b"X\\0\\0\\0\\4")
            data = b""
            while part := c.recv(65536): data += part
            return b"SELECT 1\\0" in data
        print(ask(socket.AF_INET, tcp.getsockname()), ask(socket.AF_UNIX, path), flush=True)
        os.kill(server, signal.SIGTERM)
        print(os.waitpid(server, 0)[1], os.path.exists(path))
        """

    @Test func socketsThatArePassedAreServed() async throws {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/python3") else {
            return print("python3 is not installed: its test is passed over")
        }
        let output = try await onOwnThread {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/python3")
            process.arguments = ["-c", Self.parent, try CommandRun.executable().path]
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            let data = pipe.fileHandleForReading.readToTheEnd()
            process.waitUntilExit()
            return String(decoding: data, as: UTF8.self)
        }
        let lines = output.split(separator: "\n").filter { !$0.hasPrefix("listening on") }
        #expect(lines == ["True True", "0 True"], "\(output)")
        let told = output.split(separator: "\n").filter { $0.hasPrefix("listening on") }
        #expect(told.count == 2 && !output.contains("127.0.0.1:1\n"))
    }

    @Test func whatIsNotPassedToThisProcessIsNotTaken() throws {
        #expect(try PassedSocket.all(in: [:]) == [])
        #expect(try PassedSocket.all(in: ["LISTEN_FDS": "1"]) == [])
        #expect(try PassedSocket.all(in: ["LISTEN_FDS": "1", "LISTEN_PID": "1"]) == [])
        #expect(try PassedSocket.all(in: ["LISTEN_FDS": "0", "LISTEN_PID": "7"], process: 7) == [])
    }

    @Test func aDescriptorThatIsNoListeningSocketIsRefused() {
        // Descriptors this high are not open.
        #expect(throws: UserError.self) {
            try PassedSocket.all(in: ["LISTEN_FDS": "63", "LISTEN_PID": "7"], process: 7)
        }
        #expect(throws: UserError.self) {
            try PassedSocket.all(in: ["LISTEN_FDS": "64", "LISTEN_PID": "7"], process: 7)
        }
    }
}
