import Foundation

/// Real proxies and a real reverse proxy on loopback for the duration of a test: squid, tinyproxy,
/// microsocks, Dante, mitmproxy and nginx. Programs that are not installed are not started;
/// ``isInstalled(_:)`` reports them.
package final class NetworkServers {
    package enum Program: String, CaseIterable, Sendable {
        case squid = "/usr/sbin/squid"
        case tinyproxy = "/usr/bin/tinyproxy"
        case microsocks = "/usr/bin/microsocks"
        case danted = "/usr/sbin/danted"
        case nginx = "/usr/sbin/nginx"
        case openssl = "/usr/bin/openssl"
        case curl = "/usr/bin/curl"
        case python = "/usr/bin/python3"
    }

    package static func isInstalled(_ programs: Program...) -> Bool {
        programs.allSatisfy { FileManager.default.isExecutableFile(atPath: $0.rawValue) }
    }

    private let folder: String
    private var processes: [ServerProcess] = []

    private init(folder: String) { self.folder = folder }

    package static func with<Value>(
        _ body: (NetworkServers) async throws -> Value
    ) async throws -> Value {
        let folder = "/tmp/workql-network-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755])
        let servers = NetworkServers(folder: folder)
        defer {
            for process in servers.processes { process.stop() }
            try? FileManager.default.removeItem(atPath: folder)
        }
        return try await body(servers)
    }

    // MARK: Proxies

    /// Starts Squid, which requires Basic authentication if a user is given, and connects to every
    /// port.
    package func squid(user: String? = nil, password: String = "") async throws -> Int {
        let port = try Self.freePort()
        var lines = [
            "http_port 127.0.0.1:\(port)", "pid_filename \(folder)/squid-\(port).pid",
            "access_log none", "cache_log \(folder)/squid.log", "cache deny all",
            "netdb_filename none", "shutdown_lifetime 0 seconds", "coredump_dir \(folder)",
            "logfile_rotate 0", "pinger_enable off",
        ]
        if let user {
            let hash = try await Self.run(
                .openssl, ["passwd", "-apr1", "-salt", "workql00", password])
            let users = try file("users", "\(user):\(hash)\n")
            lines += [
                "auth_param basic program /usr/lib/squid/basic_ncsa_auth \(users)",
                "auth_param basic realm workql", "acl known proxy_auth REQUIRED",
                "http_access allow known", "http_access deny all",
            ]
        } else {
            lines.append("http_access allow all")
        }
        let path = try file("squid-\(port).conf", lines.joined(separator: "\n") + "\n")
        try start(.squid, ["-N", "-f", path])
        try await Self.wait(for: port)
        return port
    }

    package func tinyproxy() async throws -> Int {
        let port = try Self.freePort()
        let path = try file(
            "tinyproxy.conf",
            """
            Port \(port)
            Listen 127.0.0.1
            Timeout 60
            LogFile "\(folder)/tinyproxy.log"
            PidFile "\(folder)/tinyproxy.pid"
            MaxClients 50
            Allow 127.0.0.1

            """)
        try start(.tinyproxy, ["-d", "-c", path])
        try await Self.wait(for: port)
        return port
    }

    /// - Parameter user: the user who must log in; nil for no authentication.
    package func microsocks(user: String? = nil, password: String = "") async throws -> Int {
        let port = try Self.freePort()
        let login = user.map { ["-u", $0, "-P", password] } ?? []
        try start(.microsocks, ["-i", "127.0.0.1", "-p", String(port)] + login)
        try await Self.wait(for: port)
        return port
    }

    /// Dante, whose processes end with the first of them.
    package func dante() async throws -> Int {
        let port = try Self.freePort()
        let path = try file(
            "dante.conf",
            """
            errorlog: \(folder)/dante.log
            internal: 127.0.0.1 port = \(port)
            external: lo
            socksmethod: none
            clientmethod: none
            client pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }
            socks pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }

            """)
        try start(.danted, ["-f", path])
        try await Self.wait(for: port)
        return port
    }

    /// The path of `mitmdump` of mitmproxy; nil if it is not installed.
    package static let mitmdump: String? = {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return folders.map { "\($0)/mitmdump" }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
    }()

    /// Starts a proxy that inspects TLS, with its own authority.
    ///
    /// - Parameter authority: the issuer of the service's certificate, which the proxy checks.
    package func inspecting(
        _ program: String, trusting authority: String
    ) async throws -> (port: Int, authority: String) {
        let port = try Self.freePort()
        try start(
            program,
            [
                "--quiet", "--listen-host", "127.0.0.1", "--listen-port", String(port), "--set",
                "confdir=\(folder)/mitmproxy", "--set",
                "ssl_verify_upstream_trusted_ca=\(authority)",
            ])
        try await Self.wait(for: port)
        return (port, "\(folder)/mitmproxy/mitmproxy-ca-cert.pem")
    }

    /// Starts a server written as a few lines of Python, which receive the port.
    package func python(_ program: String) async throws -> Int {
        let port = try Self.freePort()
        let path = try file("server-\(port).py", program)
        try start(.python, [path, String(port)])
        try await Self.wait(for: port)
        return port
    }

    // MARK: Reverse proxy

    /// A certificate with its key, and its issuer.
    package struct Certificate {
        package var certificate: String
        package var key: String
        /// The PEM file of the authority.
        package var authority: String
    }

    /// Creates a certificate for a host by an authority, which is created if it does not exist.
    ///
    /// - Parameter days: the validity; negative for an expired certificate.
    package func certificate(
        for host: String, days: Int = 30, authority: String = "公司代理 CA"
    ) async throws -> Certificate {
        let stem = authority.replacing(" ", with: "-")
        let (ca, caKey) = (path("\(stem).pem"), path("\(stem).key"))
        if !FileManager.default.fileExists(atPath: ca) {
            try await Self.run(
                .openssl,
                [
                    "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", caKey, "-out", ca,
                    "-days", "30", "-utf8", "-subj", "/O=星河/CN=\(authority)",
                ])
        }
        let name = "\(host).\(days).\(stem)"
        let (key, request, made) = (path("\(name).key"), path("\(name).csr"), path("\(name).pem"))
        try await Self.run(
            .openssl,
            [
                "req", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", request, "-subj",
                "/CN=\(host)",
            ])
        let extensions = try file("\(name).ext", "subjectAltName=DNS:\(host)\n")
        // An expired one starts before its end; openssl's `x509` takes negative days.
        try await Self.run(
            .openssl,
            [
                "x509", "-req", "-in", request, "-CA", ca, "-CAkey", caKey, "-CAcreateserial",
                "-days", String(days), "-extfile", extensions, "-out", made,
            ])
        return Certificate(certificate: made, key: key, authority: ca)
    }

    /// Starts Nginx over TLS in front of a server on loopback: under `/` and under `/gate/wecom/`.
    package func nginx(to target: Int, _ certificate: Certificate) async throws -> Int {
        let port = try Self.freePort()
        let scratch = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map {
            "\($0)_temp_path \(folder)/\($0)-\(port);"
        }
        let configuration = try file(
            "nginx-\(port).conf",
            """
            daemon off;
            master_process off;
            pid \(folder)/nginx-\(port).pid;
            error_log \(folder)/nginx.log;
            events { worker_connections 256; }
            http {
              access_log off;
              \(scratch.joined(separator: " "))
              server {
                listen 127.0.0.1:\(port) ssl;
                ssl_certificate \(certificate.certificate);
                ssl_certificate_key \(certificate.key);
                location /gate/wecom/ { proxy_pass http://127.0.0.1:\(target)/; }
                location / { proxy_pass http://127.0.0.1:\(target); }
              }
            }

            """)
        try start(
            .nginx, ["-c", configuration, "-p", folder, "-e", "\(folder)/nginx.log"])
        try await Self.wait(for: port)
        return port
    }

    // MARK: Parts

    package func path(_ name: String) -> String { "\(folder)/\(name)" }

    private func file(_ name: String, _ text: String) throws -> String {
        try text.write(toFile: path(name), atomically: false, encoding: .utf8)
        return path(name)
    }

    private func start(_ program: Program, _ arguments: [String]) throws {
        try start(program.rawValue, arguments)
    }

    private func start(_ program: String, _ arguments: [String]) throws {
        processes.append(try ServerProcess(program, arguments))
    }

    private struct Failed: Error {
        var command: String
    }

    @discardableResult private static func run(
        _ program: Program, _ arguments: [String]
    ) async throws -> String {
        try await onOwnThread {
            let process = Process()
            process.executableURL = URL(filePath: program.rawValue)
            process.arguments = arguments
            let pipe = Pipe()
            process.standardOutput = pipe
            process.standardError = FileHandle.nullDevice
            try process.run()
            let data = pipe.fileHandleForReading.readToTheEnd()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                throw Failed(command: "\(program.rawValue) \(arguments.joined(separator: " "))")
            }
            return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
        }
    }

    /// Returns a port on which no process listens at this moment.
    package static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1
            }
        }
        guard status == 0 else { throw Failed(command: "bind") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return address
    }

    private static func wait(for port: Int) async throws {
        for _ in 0..<200 {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = loopback(port)
            let status = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            if status == 0 { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw Failed(command: "nobody listens on \(port)")
    }
}
