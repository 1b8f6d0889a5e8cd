/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PACKET_X509_H
#define PACKET_X509_H

#include "base/cursor.h"
#include "packet/hostname.h"

/**
 * packet_x509_name - find the name of the host that a certificate is for
 * @certificate: DER; its end may be missing
 *
 * Return: the common name of the subject, else the first DNS name among its other
 * names, in @certificate; none when neither is whole.
 */
struct packet_name packet_x509_name(struct cursor certificate);

#endif
