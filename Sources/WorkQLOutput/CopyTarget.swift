import WorkQL
package import WorkQLSyntax

extension Presentation {
    /// Makes the presentation of COPY's file: in the format of its extension, with its options.
    package init(copyingTo file: FileName, _ options: [CopyOption]) throws(UserError) {
        for (index, option) in options.enumerated()
        where options[..<index].contains(where: { $0.kind == option.kind }) {
            throw UserError(
                .query, "\(option.kind.rawValue) is given twice", at: option.span,
                help: "remove one of the two", code: .fileOption)
        }
        var given: OutputFormat?
        if let option = options.first(where: { $0.kind == .format }),
            case .text(let name) = option.value
        {
            guard let format = OutputFormat.named(name) else {
                throw UserError(
                    .query, "\"\(name)\" is not a format", at: option.span,
                    help: "formats are \(OutputFormat.names.listed)", code: .unknownFormat)
            }
            given = format
        }
        self.init(
            format: try OutputFormat.required(
                byFile: file.path, given: given, refusal: .query, at: file.span))
        copyOptions = options
        for option in options { try check(option) }
        let csv = CSVOptions(SettingValues(), options)
        if csv.null.contains(csv.delimiter) || csv.null.contains(UInt8(ascii: "\"")),
            let option = options.first(where: { $0.kind == .null })
        {
            throw UserError(
                .query, "the text of NULL contains the delimiter or a quote", at: option.span,
                help: "write another text, such as NULL 'NA'", code: .fileOption)
        }
    }

    private func check(_ option: CopyOption) throws(UserError) {
        let formats: [OutputFormat] =
            switch option.kind {
            case .format: OutputFormat.all
            case .header: [.csv, .tsv]
            case .delimiter, .null, .bom: [.csv]
            }
        guard formats.contains(format) else {
            throw UserError(
                .query, "\(option.kind.rawValue) does not apply to \(format.name)", at: option.span,
                help: "leave it out, or write a .csv file", code: .fileOption)
        }
        if option.kind == .delimiter, case .text(let text) = option.value,
            CSVOptions.delimiter(text) == nil
        {
            throw UserError(
                .query, "a delimiter is one ASCII character", at: option.span,
                help: #"for example DELIMITER ';' or DELIMITER '\t'"#, code: .fileOption)
        }
    }
}
