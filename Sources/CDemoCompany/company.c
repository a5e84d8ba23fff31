#include "CDemoCompany.h"
