/** What Spin 6.5.2 printed for the smallest but one size, and what its variants leave out of it. */
export const DEPTH_FIRST = `
(Spin Version 6.5.2 -- 6 December 2019)

Full statespace search for:
	never claim         	- (none specified)
	assertion violations	+
	cycle checks       	- (disabled by -DSAFETY)
	invalid end states	+

State-vector 20 byte, depth reached 1555, errors: 0
     8252 states, stored
   181545 states, matched
   189797 transitions (= stored+matched)
        0 atomic steps
hash conflicts:     28608 (resolved)

Stats on memory usage (in Megabytes):
    0.315	equivalent memory usage for states (stored*(State-vector + overhead))
    0.497	actual memory usage for states
    0.125	memory used for hash table (-w14)
    0.229	memory used for DFS stack (-m5000)
    0.842	total actual memory usage


unreached in proctype adversary
	virtio-net-pci.pml:301, state 497, "-end-"
	(1 of 497 states)

pan: elapsed time 0.04 seconds
pan: rate    206300 states/second
counted states 8252 matched 181545
counted violations kickStartIsForLegacy 1500
counted violations modernStartsAtDriverOk 300
counted violations featuresFrozenAfterFeaturesOk 0
counted violations onlyZeroResets 0
counted violations runningBackendIsToldOfChanges 2160
took seconds 0.032081 processor 0.010320 kilobytes 2360
`;
