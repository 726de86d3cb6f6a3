import Foundation
package import WorkQLSyntax

/// Listening sockets that systemd has opened and passes to the process that it starts.
package enum PassedSocket {
    /// The first descriptor that is passed, after standard input, output and error.
    private static let first: Int32 = 3

    /// Returns the descriptors that were passed to this process; empty if none were.
    ///
    /// - Throws: if a descriptor is not a listening socket.
    package static func all(
        in environment: [String: String], process: Int32 = getpid()
    ) throws(UserError) -> [Int32] {
        // Without its number, they were meant for a process that started this one.
        guard environment["LISTEN_PID"].flatMap({ Int32($0) }) == process,
            let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }), count > 0
        else { return [] }
        guard count < 64 else {
            throw UserError(
                .configuration, "LISTEN_FDS is \(count), and at most 63 sockets are taken")
        }
        let sockets = Array(first..<first + count)
        for socket in sockets {
            guard isListening(socket) else {
                throw UserError(
                    .configuration,
                    "the descriptor \(socket) of LISTEN_FDS is not a listening socket",
                    help: "write ListenStream= in the socket unit, with Accept=no")
            }
            // Programs that this one starts do not get it.
            _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
        }
        return sockets
    }

    private static func isListening(_ socket: Int32) -> Bool {
        var value: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, &value, &size) == 0 && value != 0
    }

    private static func address(_ socket: Int32) -> (family: Int32, host: String)? {
        var storage = sockaddr_storage()
        var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
        var host = [CChar](repeating: 0, count: 1025)
        return withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard getsockname(socket, address, &size) == 0 else { return nil }
                let family = Int32(address.pointee.sa_family)
                if family != AF_UNIX {
                    getnameinfo(
                        address, size, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST)
                }
                return (
                    family,
                    String(
                        decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) },
                        as: UTF8.self)
                )
            }
        }
    }

    static func isTCP(_ socket: Int32) -> Bool {
        address(socket).map { $0.family != AF_UNIX } ?? false
    }

    /// Whether the socket cannot be reached from other machines.
    static func isLocal(_ socket: Int32) -> Bool {
        guard let (family, host) = address(socket) else { return false }
        return family == AF_UNIX || ListenAddress.host(host, port: 0).isLocal
    }
}
