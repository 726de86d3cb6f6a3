import Foundation
import Testing

/// Python with openpyxl, which writes files in the way of other programs.
package enum Openpyxl {
    package static let isThere = (try? run("import openpyxl")) != nil

    package struct Failed: Error { package var text: String }

    @discardableResult
    package static func run(_ script: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", script]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readToTheEnd()
        process.waitUntilExit()
        let text = String(decoding: output, as: UTF8.self)
        guard process.terminationStatus == 0 else { throw Failed(text: text) }
        return text
    }

    /// Writes a workbook `b` with a sheet `s`, which the script fills.
    package static func write(_ script: String, to path: String) throws {
        try run(
            """
            from datetime import date, datetime, time
            import openpyxl
            b = openpyxl.Workbook()
            s = b.active
            \(script)
            b.save('\(path)')
            """)
    }

    package static func contents(_ script: String) throws -> FileContents {
        let folder = try FileFolder()
        try write(script, to: folder.path + "/a.xlsx")
        return try FileContents(try folder.open("a.xlsx"))
    }

    /// Writes a workbook in which one part is replaced.
    package static func replace(_ part: String, by text: String, in path: String) throws {
        try run(
            """
            import openpyxl, zipfile
            b = openpyxl.Workbook()
            b.save('\(path)')
            parts = {n: zipfile.ZipFile('\(path)').read(n) for n in zipfile.ZipFile('\(path)').namelist()}
            parts['\(part)'] = (\(text)).encode()
            with zipfile.ZipFile('\(path)', 'w', zipfile.ZIP_DEFLATED) as z:
                for n, t in parts.items(): z.writestr(n, t)
            """)
    }
}
