/// The extensions, without the dot, of file names that represent a table.
package enum ReadableEndings {
    package static let all = FileSource.Format.allCases.map(\.rawValue)
}
