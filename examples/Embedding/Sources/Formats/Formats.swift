import WorkQL
import WorkQLOutput
import WorkQLSandbox

/// One answer in every format: those of files into a folder, those for reading to standard output.
@main struct Formats {
    static func main() async throws {
        let server = try await SandboxServer.start(.demo)
        var configuration = Session.Configuration()
        configuration.wecom = .init(
            corpID: WeComCredentials.demoCorpID, secret: WeComCredentials.demoSecret,
            baseURL: server.baseURL)
        let session = try Session(configuration)
        let folder = CommandLine.arguments.dropFirst().first ?? "."
        var options = OutputOptions()
        options.csv = CSVOptions()
        options.csv.writesMark = true
        for format in OutputFormat.all {
            // The calls are made once: all answers but the first come from the store.
            let late = try await session.query(
                """
                SELECT userid, count(*) AS times, min(checkin_time) AS first FROM checkin
                WHERE userid IN :users AND exception_type LIKE '%时间异常%'
                SINCE 30d@d UNTIL 1d@d GROUP BY userid ORDER BY times DESC, userid
                """, ["users": ["zhangsan", "lisi", "wangwu", "sunqi"]])
            if let ending = format.endings.first {
                let path = "\(folder)/late.\(ending)"
                try await late.write(to: path, options: options)
                print("\(path): \(format.summary)")
            } else {
                try await late.write(toDescriptor: 1, as: format)
            }
        }
        await server.stop()
    }
}
