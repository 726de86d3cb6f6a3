#ifndef CSIMDJSON_H
#define CSIMDJSON_H

#ifdef __cplusplus
extern "C" {
#endif

int wql_simdjson_supported(void);

#ifdef __cplusplus
}
#endif

#endif
