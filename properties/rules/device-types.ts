/** Chapter 5: what device types add to negotiation, reset and configuration. */
import { readRules } from './read-table.ts';

export const DEVICE_TYPE_RULES = readRules(`
5.1.2-a | device | text | | Net: with MQ there are two queues for each pair.
5.1.3-a | device | should | 1.4 | Net: IPSEC is offered with OUT_NET_HEADER. | needs: feature bits above 63
5.1.4-a | device | text | | Net: a bit of the status field says whether the link is up.
5.1.4.1-a | device | should not | 1.3 | Net: HASH_REPORT and CTRL_RX_EXTRA are not offered without CTRL_VQ.
5.1.4.2-a | driver | should not | 1.3 | Net: these two are not accepted without CTRL_VQ. | needs: a driver that knows these bits and leaves CTRL_VQ out
5.1.4.2-b | driver | should | | Net: MAC, MTU and STANDBY are accepted when offered. | free: firmware has no use for them
5.1.9.5.9.2-a | driver | must not | | Net: an offload is switched on only if negotiated. | needs: commands on a control queue
5.2.5-z1 | driver | must not | 1.3 | Blk: ZONED is accepted only by a driver that knows every model. | inside: what the driver knows
5.2.5-z2 | device | must | 1.3 | Blk: a host-managed device refuses a driver without ZONED. | needs: a zoned block device
5.2.5-z3 | device | should | 1.3 | Blk: other zoned devices go on without it. | needs: a zoned block device
5.2.5-z4 | device | must not | 1.3 | Blk: ZONED is not offered to legacy drivers. | needs: a zoned block device
5.2.5.1-a | driver | must not | | Blk: the cache mode is not read before FEATURES_OK. | needs: the cache mode of a block device
5.2.5.1-b | driver | should not | | Blk: FLUSH is accepted only by a driver that flushes. | inside: what the driver can do
5.2.5.2-a | device | must | | Blk: CONFIG_WCE is offered with FLUSH.
5.2.5.2-b | device | must | | Blk: CONFIG_WCE without FLUSH starts with the cache written through. | needs: the cache mode of a block device
5.2.5.3-a | driver | may | | Blk, legacy: the cache mode may be used early. | needs: the cache mode of a block device
5.2.5.3-b | transitional device | must not | | Blk, legacy: a status write does not change the cache mode. | needs: the cache mode of a block device
5.2.5.3-c | transitional device | must not | | Blk, legacy: a feature write does not change the cache mode. | needs: the cache mode of a block device
5.3.5.1-a | device | must | | Console: an emergency write is taken at any time. | needs: a console
5.5.3.1-a | driver | should | | Balloon: MUST_TELL_HOST is accepted, PAGE_POISON only if meant. | needs: a balloon
5.5.3.1-b | driver | must not | 1.2 | Balloon: PAGE_REPORTING needs PAGE_POISON if pages keep their value. | needs: a balloon
5.5.3.2-a | device | may | | Balloon: a driver without MUST_TELL_HOST may be refused. | needs: a balloon
5.5.3.2-b | transitional device | must | | Balloon, legacy: a driver without MUST_TELL_HOST is served. | needs: a balloon
5.5.6.6.1-a | driver | must | 1.2 | Balloon: the poison value is set before DRIVER_OK, and stays. | needs: a balloon
5.6.4.2-a | device | must | | SCSI: a reset restores two sizes in the configuration. | needs: a SCSI host
5.10.3-a | both | should | 1.2 | Vsock: no bit of the type means stream sockets. | needs: a socket device
5.10.3-b | both | should | 1.3 | Vsock: NO_IMPLIED_STREAM is offered and accepted. | needs: a socket device
5.13.3.2-a | device | should not | 1.2 | IOMMU: BYPASS is not offered. | needs: an IOMMU device
5.13.4.2-a | device | should not | 1.2 | IOMMU: a device reset keeps the bypass mode. | needs: an IOMMU device
5.15.5.2-a | device | may | 1.2 | Mem: a driver without UNPLUGGED_INACCESSIBLE may be refused. | needs: a memory device
5.15.5.2-b | device | must not | 1.2 | Mem: a device reset unplugs nothing. | needs: a memory device
5.16-a | both | must | 1.2 | I2C: ZERO_LENGTH_REQUEST is offered, accepted and required. | needs: an I2C adapter
5.17.3.1-a | device | must | 1.2 | SCMI: what the device can do is offered. | needs: an SCMI device
5.19.5-a | both | must | 1.2 | PMEM: SHMEM_REGION decides where the region is found. | needs: a PMEM device
5.20.3.1-a | both | text | 1.4 | CAN: one of the two frame formats is negotiated. | needs: a CAN device
`);
