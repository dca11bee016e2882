#include <../../arm/include/asm/xen/hypervisor.h>
