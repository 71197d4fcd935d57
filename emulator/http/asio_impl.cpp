// SPDX-License-Identifier: Apache-2.0
// Asio is compiled here, once; everybody else sees declarations (BOOST_ASIO_SEPARATE_COMPILATION).
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
