#ifndef CSIMDJSON_H
#define CSIMDJSON_H
int wql_simdjson_supported(void);
#endif
