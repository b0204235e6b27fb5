/* For tests only, never shipped: Windows has had icuuc.dll since version 1703, Wine 10 has none, and Qt6Core.dll
 * imports these functions for old text encodings only. Each says that it cannot.
 * x86_64-w64-mingw32-gcc -shared -O1 -s -o icuuc.dll icuuc.c; into drive_c/windows/system32 of the prefix. */
#define E __declspec(dllexport)
typedef int UErr; typedef void *C;
static void fail(UErr *e) { if (e) *e = 4; /* U_FILE_ACCESS_ERROR */ }
E C ucnv_open(const char *n, UErr *e) { (void)n; fail(e); return 0; }
E void ucnv_close(C c) { (void)c; }
E void ucnv_reset(C c) { (void)c; }
E signed char ucnv_getMaxCharSize(C c) { (void)c; return 1; }
E const char *ucnv_getName(C c, UErr *e) { (void)c; fail(e); return 0; }
E void ucnv_getToUCallBack(C c, void **a, const void **x) { (void)c; if (a) *a = 0; if (x) *x = 0; }
E void ucnv_getFromUCallBack(C c, void **a, const void **x) { (void)c; if (a) *a = 0; if (x) *x = 0; }
E void ucnv_setToUCallBack(C c, void *a, const void *x, void **o, const void **ox, UErr *e) { fail(e); }
E void ucnv_setFromUCallBack(C c, void *a, const void *x, void **o, const void **ox, UErr *e) { fail(e); }
E void ucnv_cbToUWriteUChars(void *a, const void *s, int l, int o, UErr *e) { fail(e); }
E void ucnv_cbFromUWriteUChars(void *a, const void **s, const void *l, int o, UErr *e) { fail(e); }
E void ucnv_toUnicode(C c, void **t, const void *tl, const char **s, const char *sl, int *o, signed char f, UErr *e) { fail(e); }
E void ucnv_fromUnicode(C c, char **t, const char *tl, const void **s, const void *sl, int *o, signed char f, UErr *e) { fail(e); }
E int ucnv_toUCountPending(C c, UErr *e) { fail(e); return -1; }
E int ucnv_fromUCountPending(C c, UErr *e) { fail(e); return -1; }
E const char *ucnv_getStandardName(const char *n, const char *s, UErr *e) { fail(e); return 0; }
E const char *ucnv_getAvailableName(int n) { (void)n; return 0; }
E int ucnv_countAvailable(void) { return 0; }
E void UCNV_FROM_U_CALLBACK_SUBSTITUTE(const void *x, void *a, const void *u, int l, int cp, int r, UErr *e) { fail(e); }
E void UCNV_TO_U_CALLBACK_SUBSTITUTE(const void *x, void *a, const char *u, int l, int r, UErr *e) { fail(e); }
