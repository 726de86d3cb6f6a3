extension Table {
    /// Answers hold ids alone. Creator, department and template are known only because they were
    /// asked for, so a record asked for under two departments is a row for each.
    ///
    /// "One month" is 31 days to some clients of this endpoint and 30 to others, and February has
    /// 28: the shortest month is within every reading.
    static let journal = Table(
        name: "journal",
        summary: "ids of the reports submitted in the range",
        label: "汇报记录单号",
        endpoint: Endpoint(
            name: "oa/journal/get_record_list",
            service: .wecom,
            method: .post,
            path: "/cgi-bin/oa/journal/get_record_list",
            page: "https://developer.work.weixin.qq.com/document/path/93393",
            range: RangeParameter(
                start: "starttime", end: "endtime", longest: 28 * 86_400,
                meaning: .chosenByService),
            keys: KeyParameters(
                parameters: ["creator", "department", "template_id"].map {
                    KeyParameter(column: $0, form: .filter(list: "filters", key: $0), most: 1)
                },
                rule: .any),
            choices: [],
            constants: [],
            paging: .counter(
                limit: "limit", most: 100, cursor: "cursor", next: "next_cursor", end: "endflag"),
            quota: [Quota(calls: 600, seconds: 60)]),
        rows: RowPath("journaluuid_list"),
        columns: [
            Column(
                name: "journaluuid", type: .text, source: .element, summary: "id of the report",
                label: "汇报记录id", codes: []),
            .asked(
                "creator", .text, "the submitter asked for; NULL when not asked for", "提单人"),
            .asked(
                "department", .integer,
                "the submitter's department asked for; NULL when not asked for", "提单人所在部门"),
            .asked("template_id", .text, "the form asked for; NULL when not asked for", "模板"),
        ],
        time: nil,
        identity: ["journaluuid", "creator", "department", "template_id"])
}
