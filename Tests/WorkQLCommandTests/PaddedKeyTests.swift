import Foundation
import TestSupport
import Testing

/// Numbers with leading zeros in a file are texts, which equal none of a service's numbers.
@Suite struct PaddedKeyTests {
    @Test(arguments: [
        "SELECT count(*) FROM screen_capture WHERE department_id IN (SELECT d FROM 'p.csv') SINCE 7d",
        "SELECT count(*) FROM screen_capture s JOIN 'p.csv' p ON p.d = s.department_id SINCE 7d",
        "SELECT count(*) FROM department WHERE department_id IN (SELECT d FROM 'p.csv')",
        "SELECT count(*) FROM department WHERE department_id NOT IN (SELECT d FROM 'p.csv')",
        "SELECT count(*) FROM member m, 'p.csv' p WHERE m.department_id = p.d",
    ])
    func aNoteNamesThem(_ query: String) throws {
        try withFolder { folder in
            try "d\n02\n06\n".write(toFile: folder + "/p.csv", atomically: true, encoding: .utf8)
            let run = try CommandRun(
                ["--demo", "--store", "off", "-f", "csv", "-c", query],
                folder: URL(filePath: folder))
            #expect(run.status == 0, "\(run.errors)")
            #expect(run.errors.contains("leading zeros"), "\(query): \(run.errors)")
            let cast = query.replacingOccurrences(of: "p.d", with: "CAST(p.d AS integer)")
                .replacingOccurrences(of: "SELECT d", with: "SELECT CAST(d AS integer)")
            let right = try CommandRun(
                ["--demo", "--store", "off", "-f", "csv", "-c", cast],
                folder: URL(filePath: folder))
            #expect(!right.errors.contains("leading zeros"), "\(cast): \(right.errors)")
        }
    }
}
